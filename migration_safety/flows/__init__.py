"""The work of each command: it composes reading, databases and rules."""
