"""What each way costs, and is foretold to cost: frozen values."""
