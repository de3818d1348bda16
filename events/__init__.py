"""Event templates: how the avatars of one event look, as data a designer can edit.

A folder is an event, its name the slug guests register with; docs/events.md says what is in it.
"""
