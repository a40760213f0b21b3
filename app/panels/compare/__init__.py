"""Comparing schemes in the window: what is shown beside what, and the table of their figures."""
