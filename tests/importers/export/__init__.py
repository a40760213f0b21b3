"""Tests of the exporters: round trips, and what other readers say."""
