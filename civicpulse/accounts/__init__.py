"""Users, the tenants they work for, and their former passwords."""
