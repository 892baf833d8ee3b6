"""The outbox: what is to be sent to whom, when, and whether it arrived."""
