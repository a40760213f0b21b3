"""Heritage impact: what a proposal changes of what is seen of an item, and the sheet a person fills in."""
