"""What can happen in `carriers`."""
