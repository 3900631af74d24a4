"""What each way costs here, and what it is forecast to cost in production."""
