"""Event log in, ranked findings out."""
