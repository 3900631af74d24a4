"""What the planner knows of a database, without what it knows of anybody in it."""
