"""The one gate for small numbers: which counts may not be shown, decided from plain cell frames."""

from enquiry_lib.data.privacy.bounds import bounds
from enquiry_lib.data.privacy.choosing import REASONS, Choice, choose, choose_hidden
from enquiry_lib.data.privacy.threshold import DEFAULT, FLOOR, set_smallest_count, smallest_count

__all__ = [
    "DEFAULT",
    "FLOOR",
    "REASONS",
    "Choice",
    "bounds",
    "choose",
    "choose_hidden",
    "set_smallest_count",
    "smallest_count",
]
