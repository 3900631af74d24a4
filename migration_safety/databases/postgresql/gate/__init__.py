"""The gate before one side's database: a durable row that says who may enter, and who is inside."""
