"""The states in which green is made, and comes to follow blue."""
