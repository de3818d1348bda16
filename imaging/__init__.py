"""Pixel work: bytes or arrays in and out, no files, no network, no event loop.

A new cartoon style is one module with `draw(portrait, look) -> Drawing` and one line in
`imaging.cartoons.STYLES`.
"""
