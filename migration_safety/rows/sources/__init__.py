"""Sources of bytes: what stands in some columns of row after row."""
