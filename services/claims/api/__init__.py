"""The routes of `claims`: one module a subject."""
