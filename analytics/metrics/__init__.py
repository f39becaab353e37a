"""Metrics: pure functions of a cursor and a Filters record."""
