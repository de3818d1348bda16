"""Who stands where in a painted scene, how large, and with whom."""
