"""Whether two sides hold the same rows, by sums of hashes: no value leaves a server."""
