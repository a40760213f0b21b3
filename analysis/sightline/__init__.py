"""What can be seen from where, and what stands in between."""
