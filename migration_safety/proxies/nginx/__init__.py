"""nginx before the applications of both colours: the flag, the configuration, the log."""
