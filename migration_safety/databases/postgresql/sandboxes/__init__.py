"""What a sandbox is made of: its lease, its way to copy another, its entry for DATABASES."""
