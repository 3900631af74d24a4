"""Tables, views and their columns and constraints, as they are made and altered."""
