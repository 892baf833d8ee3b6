"""The `servewell` command: thin, calls operations and core."""
