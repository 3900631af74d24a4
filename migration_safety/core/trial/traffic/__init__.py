"""What live traffic has felt: frozen values."""
