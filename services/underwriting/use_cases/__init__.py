"""What can happen in `underwriting`."""
