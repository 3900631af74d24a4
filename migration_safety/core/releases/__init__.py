"""Two releases, the passage between them, and what the code of each meets."""
