"""Benchmarks: each prints a ratio against a floor of the same run; no part of the suite."""
