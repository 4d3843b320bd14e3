"""Underwriting: from an accepted proposal to the carrier's decision and the policy, with all that must be disclosed."""
