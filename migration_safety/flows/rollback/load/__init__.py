"""What live traffic feels of a unit in both directions, on copies of its sandbox."""
