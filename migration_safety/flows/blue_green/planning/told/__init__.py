"""The plan as a report."""
