"""What the way back does to rows that were written after the way forward: frozen values."""
