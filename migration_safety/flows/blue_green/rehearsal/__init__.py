"""The deployment tried on this machine alone, under load, and proved by four witnesses."""
