"""PgBouncer before the databases: its console, where its databases lie, and holding requests."""
