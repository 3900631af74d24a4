"""Rows at the boundaries of what a schema takes, and the hand that writes them."""
