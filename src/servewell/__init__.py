"""Servewell: run public services, make them measurably better, share what works."""

__version__ = "0.1.0"
