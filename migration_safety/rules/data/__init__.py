"""MS5xx: migrations that change rows."""
