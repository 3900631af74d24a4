"""Judgement: rules read the evidence on a plan and yield hazards; they know no database."""
