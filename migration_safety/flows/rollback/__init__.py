"""test_rollback: trials of the way forward and back on databases made for them."""
