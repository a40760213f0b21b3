"""Where the water goes: rain, rivers, canals and pumps over the ground and the houses of a scene."""
