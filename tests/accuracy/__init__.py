"""Predictions held against what real servers did, statement by statement."""
