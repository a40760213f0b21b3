"""Heights of buildings, measured in clouds and surfaces: behind the window's dialog and the command line."""
