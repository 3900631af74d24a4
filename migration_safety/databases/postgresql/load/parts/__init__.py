"""Parts of a table that a load does without: dropped while it is empty, rebuilt when it is full."""
