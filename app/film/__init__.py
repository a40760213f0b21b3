"""Films: a sequence of cameras and moments becomes frames, and frames a file; with a window or without."""
