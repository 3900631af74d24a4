"""The states of the switch; the way back is the same ones with the sides exchanged."""
