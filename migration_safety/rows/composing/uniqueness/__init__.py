"""Uniqueness by construction: which columns make each row another one, and how."""
