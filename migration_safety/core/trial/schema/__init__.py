"""Schemas at two moments, and what differs between them."""
