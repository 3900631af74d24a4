"""The generated pages of docs/: what the code knows, written down for people."""
