"""What a data migration calls besides models: its own tools, Python, libraries."""
