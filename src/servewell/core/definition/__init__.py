"""A service as data: parse, check, differ, print, import and walk definitions."""
