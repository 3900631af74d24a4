"""Tables filled chunk by chunk, by as many workers as there are."""
