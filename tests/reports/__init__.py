"""Tests of the report and its formats."""
