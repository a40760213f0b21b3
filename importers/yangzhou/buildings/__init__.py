"""The houses of the built-in Yangzhou, each quarter in its own grammar."""
