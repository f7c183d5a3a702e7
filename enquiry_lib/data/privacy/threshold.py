"""The smallest count of pupils that may be shown: 10 unless a network says otherwise, and never below 5."""

from __future__ import annotations

from enquiry_lib import errors

DEFAULT, FLOOR = 10, 5

_in_force = DEFAULT


def set_smallest_count(count: int) -> None:
    """Set the smallest count of pupils that may be shown; opening an enquiry sets its network's.

    Raises WrongValue below the floor of 5.
    """
    global _in_force  # noqa: PLW0603 - one network is open in a workbook at a time
    if count < FLOOR:
        raise errors.WrongValue(
            name="The smallest count that may be shown", found=count, expected=f"at least {FLOOR}"
        )
    _in_force = count


def smallest_count() -> int:
    """Give the smallest count of pupils that may be shown."""
    return _in_force
