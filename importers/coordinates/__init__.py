"""Coordinates: which system a file is in, whether its figures can be in it, and the way into the scene."""
