"""Underwriting: from an accepted proposal to an issued policy, and the advice that comes before any application."""
