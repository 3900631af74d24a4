"""Everything that can be decided of tables, and tried, before a row is written."""
