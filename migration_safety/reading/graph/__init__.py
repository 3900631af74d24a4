"""The migration graph: loaded from disk, compared with a database, and selected from."""
