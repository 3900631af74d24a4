"""What the ledger and the two sides have to say once the load has ended."""
