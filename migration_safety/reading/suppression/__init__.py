"""What people accept, as they write it: comments in migrations, entries of a ledger."""
