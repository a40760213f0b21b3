"""How high one may build: the lowest of all rules at every place, and which rule and viewpoint govern."""
