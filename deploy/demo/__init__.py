"""The demonstration: stories told over HTTP alone, which check what they show. The journey tests walk the same steps."""
