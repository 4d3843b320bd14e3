"""Households and firms, the cover they have, and the cover that is missing."""
