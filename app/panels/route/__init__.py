"""Routes: gone along, recorded, and the bar that steers both."""
