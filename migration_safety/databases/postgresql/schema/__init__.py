"""The schema as the statements so far have left it, kept without any server."""
