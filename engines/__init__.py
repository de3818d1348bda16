"""What draws: one protocol, one file an engine.

A new engine is a class that fits `protocol.Engine` and one line in `registry`; one that calls a
service needs less: see `elsewhere`.
"""
