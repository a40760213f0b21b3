"""What the water means for houses, heritage, roads and quarters."""
