"""The parts of a quarterly review, one a module: what is asked of the store, what is said of it, what is shown."""
