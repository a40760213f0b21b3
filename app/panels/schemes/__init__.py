"""The Schemes panel: which scheme is shown, what it makes of the city, and its figures."""
