"""Judgements on the inventory of two sides: what must be true before a deployment starts."""
