"""The routes of `servicing`: one module a subject."""
