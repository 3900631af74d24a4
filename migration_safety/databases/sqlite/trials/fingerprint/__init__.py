"""What tables of a file hold, in one number for each column, and which rows differ."""
