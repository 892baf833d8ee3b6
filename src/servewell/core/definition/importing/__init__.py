"""Definitions made from forms of other systems."""
