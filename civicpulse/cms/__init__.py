"""A tenant's public pages and documents."""
