"""MS1xx: constraints that keep others waiting while they are added or dropped."""
