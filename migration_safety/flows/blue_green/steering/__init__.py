"""What the states of a switch and its watchdog turn: gates, fences, streams, traffic."""
