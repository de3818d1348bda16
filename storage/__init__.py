"""Where files live: one protocol, one file a storage.

A new storage is a class that fits `protocol.Storage` and one line in `registry`.
"""
