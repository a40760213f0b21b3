"""OpenStreetMap files: one pass that assembles areas, one layer a kind of thing."""
