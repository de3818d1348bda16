"""What it costs: each module prints ratios against something measured in the same run."""
