"""Three-dimensional models from files, placed by coordinate, bearing, scale and up-axis."""
