"""MS1xx: partitions, which are locked with the table that they are part of."""
