"""What is kept of a run: the water in time, its greatest values, the volume account."""
