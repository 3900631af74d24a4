"""The register of voters and the elections they took part in."""
