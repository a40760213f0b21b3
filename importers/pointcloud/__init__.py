"""Point clouds from files."""
