"""The databases that trials are made on."""
