"""A run of water in time, made ready to be drawn, away from the window's thread: no Qt, no VTK."""
