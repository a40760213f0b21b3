"""Terrain and surface models from files: one module a format, one way into the frame."""
