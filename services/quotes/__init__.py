"""Quotes: what is on sale, what it costs a life, and the tiered proposals that clients choose from."""
