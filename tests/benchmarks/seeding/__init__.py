"""The ways to fill civicpulse's tables, each measured as a process of its own."""
