"""The rehearsal: its client, its figures, its witnesses, and a whole one of civicpulse."""
