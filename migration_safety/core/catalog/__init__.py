"""What a database says of its own tables: frozen values of its catalog."""
