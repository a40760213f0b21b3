"""How high one may build: the lowest of all rules at every place, with the rule and the viewpoint that govern."""
