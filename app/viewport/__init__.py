"""The view of the scene: the only room that knows VTK."""
