"""Read-only questions to both sides before a deployment: what its pre-flight is judged by."""
