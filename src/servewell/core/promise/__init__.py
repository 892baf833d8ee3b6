"""Working calendars, promise clocks, and who is next in the queue."""
