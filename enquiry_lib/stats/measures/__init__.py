"""How good a measure is: whether its items hang together, whether it has room at both ends, and which one to choose."""
