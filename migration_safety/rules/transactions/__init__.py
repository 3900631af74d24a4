"""MS6xx: what a transaction refuses, or makes of no effect."""
