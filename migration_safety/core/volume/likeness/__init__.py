"""How data is spread, and how far one database is from another in that."""
