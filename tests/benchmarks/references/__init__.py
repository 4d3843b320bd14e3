"""What Coverloop is measured against: the same work with as little as possible, or as tutorials do it."""
