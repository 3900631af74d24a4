"""Factories: a project's own and derived ones, and the prototypes that they build."""
