"""How to ship: the ways, what speaks against each, and what it may cost."""
