"""MS3xx: schema changes that the running release, or the next one, does not survive."""
