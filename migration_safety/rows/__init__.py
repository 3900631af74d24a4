"""Django's models -> rows for them, as bytes that a database takes without looking again."""
