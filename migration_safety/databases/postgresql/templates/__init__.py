"""Template databases: what earlier migrations make, kept on a sandbox's server for later runs."""
