"""MS2xx: statements that rewrite a table or read all of it under a lock."""
