"""What logical replication makes of an operation while green is ahead of blue."""
