"""What clients of `leads` send and get."""
