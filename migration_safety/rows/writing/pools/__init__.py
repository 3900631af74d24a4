"""Executors: one for each place in which tasks can run."""
