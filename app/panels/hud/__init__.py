"""The head-up display: what matters where one is, written over the view."""
