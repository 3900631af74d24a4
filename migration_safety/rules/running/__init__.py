"""MS6xx: what fails, or does nothing, when the migration is run."""
