"""The two styles without depth: minimal and vibrant."""
