"""Servicing: policies in force, every clock that runs on them, and the yearly review that starts the cycle again."""
