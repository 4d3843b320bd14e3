"""The routes of `quotes`: one module a subject."""
