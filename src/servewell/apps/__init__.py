"""Django apps that own tables: models, operations, queries, tasks; no HTTP, no HTML."""
