"""Values of a deployment without downtime: the plan, its verdicts, its shims."""
