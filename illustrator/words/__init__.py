"""What somebody's words mean: the lexicon, and reading words into a plan."""
