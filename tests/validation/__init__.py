"""Long comparisons with published and peer results. Run by ``./run validate``."""
