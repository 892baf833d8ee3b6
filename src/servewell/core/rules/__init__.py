"""FEEL of DMN 1.5: parse, type-check, decide and explain. Knows nothing of services."""
