"""MS459, MS461, MS462: what a trial has shown while something else was at work."""
