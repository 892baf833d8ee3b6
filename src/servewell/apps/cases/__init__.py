"""Drafts, cases, queue, messages, documents, decisions. The events are the truth; rows are readings of them."""
