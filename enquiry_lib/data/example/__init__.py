"""An invented network whose true effects are known: schools with their stories, records, tables and a trial."""

from enquiry_lib.data.example.building import build_example, example_network

__all__ = ["build_example", "example_network"]
