"""Model, constraints and prototypes -> the recipe of a table's rows."""
