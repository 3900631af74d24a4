"""Which tables SQLite makes anew when migrations run on it, seen on a database in memory."""
