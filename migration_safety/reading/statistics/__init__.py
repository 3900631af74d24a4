"""The file of statistics: written so that a change of one column is a change of one line."""
