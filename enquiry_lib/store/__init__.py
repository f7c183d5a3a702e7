"""What a network keeps: its folder, the records, and the reference data."""
