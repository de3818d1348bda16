"""What draws. A new engine is one file with a class that fits `protocol.Engine`, and one line in `registry`."""
