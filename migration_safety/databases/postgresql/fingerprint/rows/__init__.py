"""Pairs the rows of two databases, one of which is a copy of how the other was."""
