"""Published versions of services, and whether a service is open."""
