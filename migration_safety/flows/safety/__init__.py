"""check_migration_safety: what a migration will do to production."""
