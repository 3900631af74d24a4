"""Deployments without downtime: planned, run, and rehearsed."""
