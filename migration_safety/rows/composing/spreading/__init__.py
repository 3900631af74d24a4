"""Rows spread as statistics say: how common each value is, and each parent."""
