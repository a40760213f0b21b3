"""Opinions of a review: said at a place in the view, listed, answered, flown to, sent on."""
