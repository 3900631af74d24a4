"""MS8xx: policies, grants, triggers, extensions: what is switched off, opened up or left out."""
