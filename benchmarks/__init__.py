"""Measurements against a peer or a limit in one run, reported as ratios. Never run as tests: machines differ."""
