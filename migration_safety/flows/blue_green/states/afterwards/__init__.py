"""The states after the switch: watched, then without a way back, then without blue."""
