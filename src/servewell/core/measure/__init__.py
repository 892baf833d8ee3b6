"""Every number the product shows, one function each."""
