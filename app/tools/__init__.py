"""Mouse gestures in the view that become commands."""
