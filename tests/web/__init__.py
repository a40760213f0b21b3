"""The page for the public, in a browser."""
