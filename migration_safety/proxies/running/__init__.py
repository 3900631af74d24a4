"""Programs of a rehearsal or a test: started without rights of their own, stopped by their ids."""
