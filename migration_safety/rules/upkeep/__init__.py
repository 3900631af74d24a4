"""MS91x: what makes migrations easier to live with; off unless it is asked for."""
