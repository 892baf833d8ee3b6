"""Findings as people see them: pictures, the process map, and a report of one file; none needs a script or Django."""
