"""Runs of core.insight over the record of a service, and what staff made of each finding."""
