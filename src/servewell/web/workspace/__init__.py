"""What staff see: the queue, the case, decisions, assisted applications, services, the record."""
