"""What each way costs, and what it is forecast to cost, as JSON."""
