"""The check of a school's tables: rules across them, and what is found as a list, a page and marked copies."""

from __future__ import annotations

from enquiry_lib.data.checking.check import DataCheck, TableCheck, check_data, check_school

__all__ = ["DataCheck", "TableCheck", "check_data", "check_school"]
