"""Bulk import: a file of leads, or of the book of existing clients, row by row into the same life as all others."""
