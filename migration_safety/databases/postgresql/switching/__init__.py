"""The switch of traffic from one database to its replica: fences, proof of catching up, debt."""
