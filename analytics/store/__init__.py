"""The store: one immutable DuckDB file a snapshot, published by a writer (snapshot.py), read through one door (database.py)."""
