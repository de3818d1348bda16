"""Words that cannot be pictured, set as a poster."""
