"""PostgreSQL as the store of several serving processes: every wait has an end, in the server, on the line and here."""
