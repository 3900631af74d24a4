"""What --clear takes away: rows by their keys, or all rows at once."""
