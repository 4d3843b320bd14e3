"""What can happen in `claims`: one module a subject."""
