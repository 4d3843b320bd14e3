"""What can happen in `quotes`: one module a subject."""
