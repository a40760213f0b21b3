"""A sealed meeting: what it is made of, how it is written, and how it is held to what it says."""
