"""The commands: options in, a report and an exit status out."""
