"""What Servewell is measured against: a bare Django that does the same work, and the usual form wizard."""
