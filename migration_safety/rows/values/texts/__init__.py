"""Texts: what people write, what machines read, and what validators describe."""
