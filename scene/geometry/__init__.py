"""What payloads derive to: walls, roofs, ground heights, the ray scene. Computed, cached, never stored."""
