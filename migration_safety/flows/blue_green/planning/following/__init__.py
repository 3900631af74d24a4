"""What follows from a choice: phases and deploys, the way back, budgets."""
