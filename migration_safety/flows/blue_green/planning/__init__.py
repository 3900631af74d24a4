"""Makes the plan of a deployment from migrations and the evidence about them."""
