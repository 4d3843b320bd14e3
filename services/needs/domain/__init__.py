"""What a household or a firm needs, has and lacks: from frozen facts to figures with their reasons."""
