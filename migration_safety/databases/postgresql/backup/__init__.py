"""Backups before a deployment: dumped, encrypted, restored and compared before they count."""
