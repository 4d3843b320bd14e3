"""What clients of `needs` send and get."""
