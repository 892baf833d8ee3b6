"""Accounts, agencies, roles, and what each role may do."""
