"""How values are spread over rows: weights, and what makes a draw by weight one look-up."""
