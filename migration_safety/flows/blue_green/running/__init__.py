"""What runs a deployment: journal, lease, sides and the engine that goes from state to state."""
