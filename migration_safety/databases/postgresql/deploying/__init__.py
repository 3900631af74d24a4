"""A side of a deployment: how its driver reaches it, and what a run keeps on it."""
