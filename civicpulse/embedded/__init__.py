"""A Django database backend whose PostgreSQL starts when it is first connected to."""
