"""Designs that look along time, none of them randomised: weeks, interruptions, differences of changes, regression to the mean."""
