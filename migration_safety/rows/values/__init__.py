"""Realistic values for the fields of any model, by type, by name and by what validates them."""
