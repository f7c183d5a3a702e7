"""Groups compared in other ways than by two means: shares, ranks, several groups, matched and weighted pupils, subgroups."""
