"""What residents see: find a service, apply, follow the case. Owns no tables; every change is an operation."""
