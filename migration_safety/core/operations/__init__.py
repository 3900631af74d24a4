"""What an operation of a migration says, and the code and models that it is about."""
