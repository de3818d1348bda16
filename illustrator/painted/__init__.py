"""The two styles that have depth: realistic and artistic."""
