"""Kills a real deployment while clients use it, and proves afterwards that nothing was lost and nothing was done twice."""
