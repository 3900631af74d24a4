"""Ctrl-C, and other signals that ask a command to end."""
