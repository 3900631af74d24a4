"""The Python of data migrations, read from its source: which queries, on which models."""
