"""Questions to the project's own database, which only reads and gives up in time."""
