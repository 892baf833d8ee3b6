"""SQLite as the embedded store: a safe version, strict tables, durable commits, writes in first-come order."""
