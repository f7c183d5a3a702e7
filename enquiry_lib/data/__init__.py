"""What a school counts: templates, reading and checking files, small numbers, the example."""
