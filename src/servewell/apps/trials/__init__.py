"""Trials as they run here: planned, approved, started, looked at, ended, concluded."""
