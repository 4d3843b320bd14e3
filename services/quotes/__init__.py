"""Products, their prices, and the proposals made of them."""
