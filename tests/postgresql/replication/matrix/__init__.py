"""The rows of the matrix, by subject."""
