"""What a pre-flight reads of both sides."""
