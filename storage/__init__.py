"""Where files live. A new storage is one file with a class that fits `protocol.Storage`, and one line in `registry`."""
