"""MS4xx: what cannot be taken back, and what a way back would destroy."""
