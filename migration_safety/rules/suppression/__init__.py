"""MS73x: what is accepted without a reason, for nothing, or for too long; never suppressed."""
