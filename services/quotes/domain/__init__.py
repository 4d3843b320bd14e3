"""Products, rates, plans and illustrations: pure functions from frozen facts to figures with their reasons."""
