"""The services of the cycle. None imports another: they meet only in events and over HTTP."""
