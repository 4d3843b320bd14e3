"""What is measured, against what, and how: `make bench`. Nothing here asserts a time."""
