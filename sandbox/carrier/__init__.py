"""A pretend insurer: receives what `carriers` sends, fetches the case with a token of its own, decides by scenario,
and calls back signed until it is heard."""
