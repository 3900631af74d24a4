"""What rows can refer to, and the sources that do."""
