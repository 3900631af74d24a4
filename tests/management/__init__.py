"""Tests of the commands, from options to exit status."""
