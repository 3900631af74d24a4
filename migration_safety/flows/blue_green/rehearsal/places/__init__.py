"""Where a rehearsal takes place: two servers, both releases of the code, nginx before them."""
