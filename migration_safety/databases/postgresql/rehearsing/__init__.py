"""The two servers of a rehearsal, the tables its load writes to, and what they hold in the end."""
