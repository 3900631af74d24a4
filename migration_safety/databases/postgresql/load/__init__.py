"""Filling tables: what constrains their rows, and how these get there by COPY."""
