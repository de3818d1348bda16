"""The roles of `main.py`: what may be said on the command line, and what each of them does.

What a role needs is imported in its function: whoever starts all stays small and is there at once.
A new role is one line in `arguments.py` and one in `roles.py`.
"""
