"""A practice and a commons as pages and as a feed, in one language, without Django's settings."""
