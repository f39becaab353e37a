"""Frames in, Plotly figures out: one family of charts a file."""
