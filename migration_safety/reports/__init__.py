"""A report in every format: the formats are views of it and compute nothing."""
