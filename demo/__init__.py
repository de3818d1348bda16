"""The role `demo` of main.py: the whole story on a sample photo, told to a Visage that runs, or to
one of its own, and a contact sheet of what came of it."""
