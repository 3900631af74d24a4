"""The organisations that share one installation."""
