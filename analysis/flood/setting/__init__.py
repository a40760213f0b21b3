"""From a scene to what water flows over: ground, houses, roughness, waters, walls, and where roofs drain."""
