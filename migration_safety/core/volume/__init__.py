"""Tables that are filled: what constrains their rows, and in which shape they are wanted."""
