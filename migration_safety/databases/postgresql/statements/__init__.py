"""One reader per family of statements: a tree becomes actions and changes the schema."""
