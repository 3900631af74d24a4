"""MS7xx: what a migration leaves unfinished for those that come after it."""
