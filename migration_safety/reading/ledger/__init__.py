"""The file of accepted findings: TOML, which people review and comment."""
