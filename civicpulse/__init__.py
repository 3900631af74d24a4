"""A multi-tenant civic CRM and CMS: the example project of migration_safety."""
