"""What is examined beside the migrations themselves."""
