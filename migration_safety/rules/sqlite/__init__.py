"""MS23x: what SQLite does, where it is the project's database; seen on a database in memory."""
