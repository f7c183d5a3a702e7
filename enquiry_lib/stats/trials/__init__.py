"""Trials: pupils or whole schools allocated at random."""
