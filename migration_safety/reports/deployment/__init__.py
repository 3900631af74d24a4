"""The documents of a deployment: the plan, the runbook, the script and its surroundings."""
