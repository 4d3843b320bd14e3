"""What can happen in `servicing`: one module a subject."""
