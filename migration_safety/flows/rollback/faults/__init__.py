"""The kill matrix: a migration interrupted wherever it can be, and `migrate` run again."""
