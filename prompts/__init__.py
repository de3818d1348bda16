"""What is said to engines that paint from words: data, and pure functions that put it together."""
