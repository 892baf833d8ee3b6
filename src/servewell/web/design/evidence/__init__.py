"""Pooled evidence as words, as a forest plot and as a table, in one language, without Django's settings."""
