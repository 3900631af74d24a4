"""A Django database backend that refuses: it stands where a migration must not reach."""
