"""What speaks for and against each way to ship migrations."""
