"""MS6xx: Python that asks historical models for what they do not have."""
