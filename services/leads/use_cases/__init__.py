"""What can happen in `leads`."""
