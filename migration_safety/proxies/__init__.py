"""What stands before the two colours: nginx for requests, PgBouncer for connections."""
