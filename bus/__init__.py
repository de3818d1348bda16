"""Who hears: one protocol, one file a transport, and the hub that feeds the sockets.

A new transport is a class that fits `protocol.Bus` and one line in `registry`.
"""
