"""The append-only store of events: the only writer of them."""
