"""How large tables are, what is done while they are locked, and how long it takes."""
