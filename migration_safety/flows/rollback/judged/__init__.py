"""What trials come to: judged, counted, and what they could not prove."""
