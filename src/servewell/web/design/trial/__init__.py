"""Pictures of trials, for pages and documents."""
