"""Wiring only: settings, addresses, the WSGI application."""
