"""Everything that can be decided, and said, before a row is written."""
