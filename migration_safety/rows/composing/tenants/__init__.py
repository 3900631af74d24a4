"""Which tenant the rows of a table belong to, decided by what they refer to."""
