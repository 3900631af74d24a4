"""Campaigns, and each attempt to contact a person."""
