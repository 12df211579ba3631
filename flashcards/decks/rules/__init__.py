"""What makes a good card, beyond what the loader demands."""
