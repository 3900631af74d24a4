"""MS3xx: what the state of the models forgets while the database remembers."""
