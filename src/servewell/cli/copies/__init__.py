"""Copies of a whole installation: taken, proven, given back, carried to another database."""
