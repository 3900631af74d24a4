"""What became of data: fingerprints, and what differs between two of them."""
