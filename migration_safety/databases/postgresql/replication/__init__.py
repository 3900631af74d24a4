"""What logical replication makes of each operation while green is ahead of blue in schema."""
