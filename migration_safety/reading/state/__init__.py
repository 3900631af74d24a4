"""Project state, moved over one operation after the other."""
