"""3D Tiles 1.0 and 1.1: tilesets, their tree, and the contents of tiles."""
