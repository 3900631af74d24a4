"""One fixture a rule: a real migration, expectations on the dangerous lines, near misses beside."""
