"""Rows that belong to tenants, and refer to rows of the same tenant."""
