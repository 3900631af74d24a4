"""Sources of references, drawn anew for each row."""
