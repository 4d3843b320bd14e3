"""Needs: what a household has and lacks, on any day, and what its client agreed to of it."""
