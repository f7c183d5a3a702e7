"""Models that the estimators build on: arrays in, fits out; and the two general regressions of a table."""
