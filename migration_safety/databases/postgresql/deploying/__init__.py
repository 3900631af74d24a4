"""What a run keeps on the two databases themselves."""
