"""The rules of `leads`."""
