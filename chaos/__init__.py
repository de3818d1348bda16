"""Damage done for real: processes killed at every durable step, and what must hold afterwards.

`python -m chaos` does it all; a new durable step is one line in `chaos.stories.STORIES`.
"""
