"""What live traffic felt of a trial: in sentences, and as JSON."""
