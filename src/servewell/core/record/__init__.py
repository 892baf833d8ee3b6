"""Event kinds, canonical bytes and commitments; fold events into a case."""
