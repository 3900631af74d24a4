"""Making the other side: roles, schema, rows that no publication has, indexes, statistics."""
