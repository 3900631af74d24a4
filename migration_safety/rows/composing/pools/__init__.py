"""Prototype rows, cut into fragments that satisfy their checks, as sources."""
