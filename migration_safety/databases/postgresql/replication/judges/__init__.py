"""What becomes of rows, by the subject of the statement."""
