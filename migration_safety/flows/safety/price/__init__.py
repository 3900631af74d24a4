"""Sizes and seconds."""
