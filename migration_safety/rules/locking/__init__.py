"""MS1xx: statements that keep others waiting."""
