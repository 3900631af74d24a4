"""Where the state has gone ahead of the database, so that Django finds nothing left to do."""
