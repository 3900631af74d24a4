"""Live traffic on a sandbox while it is migrated, and what that traffic feels of it."""
