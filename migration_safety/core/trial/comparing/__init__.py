"""Compares two fingerprints: what was lost, changed, or left behind, and what is unproven."""
