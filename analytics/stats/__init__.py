"""Intervals, comparisons and curves: pure functions of numbers. Nothing here knows an incident, a frame or a query.

Values are one-dimensional; whatever is not a finite number (None, NaN, an infinity) is dropped, and `n` counts what is left.
None in a result means: cannot be said. `level` is the confidence, two-sided.
"""
