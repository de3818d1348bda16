"""The pieces that pictures are put together from, shipped ones and our own, as pixels."""
