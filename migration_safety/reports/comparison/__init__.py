"""What differs between moments of a trial that should be alike, as reports show it."""
