"""The demonstration: one real client through the whole cycle, over HTTP alone. The journey tests walk the same steps."""
