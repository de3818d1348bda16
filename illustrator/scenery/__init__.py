"""Painted places, from the sky to the ground, with the light and the weather over them."""
