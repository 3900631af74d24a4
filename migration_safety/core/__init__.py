"""Frozen values and pure questions: the vocabulary that every other room speaks."""
