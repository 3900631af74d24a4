"""Tables filled at any moment of a project's history."""
