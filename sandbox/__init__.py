"""A pretend carrier and a pretend identity provider, for development and tests.

Nothing in `services/` knows that they exist: they are reached over HTTP as the real ones would be.
"""
