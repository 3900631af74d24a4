"""The stillness in which rows are built: no chance, no time, no database, few hashes."""
