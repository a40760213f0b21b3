"""Reading in a process of its own, where the library that parses a file could crash, hang or run away."""
