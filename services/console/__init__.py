"""The operations console: reads the services over HTTP and steers them; it owns no data and publishes nothing."""
