"""MS45x: what trials of the way back have shown."""
