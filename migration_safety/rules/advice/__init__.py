"""MS9xx: what makes a schema easier to live with; off unless it is asked for."""
