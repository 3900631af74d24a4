"""The states of a run, each with what it needs, does, shows and takes back."""
