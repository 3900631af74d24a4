"""The persons a tenant knows, and the households they live in."""
