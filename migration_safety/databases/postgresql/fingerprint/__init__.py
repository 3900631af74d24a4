"""Fingerprints of data, and the rows in which two databases differ."""
