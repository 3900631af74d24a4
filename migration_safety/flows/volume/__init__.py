"""seed_volume_data: fill tables with the volume of production."""
