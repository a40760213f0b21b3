"""Opinions of a review from files: BCF and tables."""
