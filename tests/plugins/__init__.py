"""Plugins of the suite, one per subject."""
