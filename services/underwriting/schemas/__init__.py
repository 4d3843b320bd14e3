"""What clients of `underwriting` send and get."""
