"""Rows that are removed: by their keys, or all of them."""
