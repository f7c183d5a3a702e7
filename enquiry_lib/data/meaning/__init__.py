"""What the texts of a column mean: numbers, percentages, dates, codes or words, and what nobody can tell alone.

A column is read as a whole, because a single cell cannot say whether 03/04/2026 is in March or in April, or
1,071 a little over one or a little over a thousand. What was changed is said, what is open is asked.
"""

from enquiry_lib.data.meaning.columns import ColumnRead, read_column
from enquiry_lib.data.meaning.finding import find_meaning
from enquiry_lib.data.meaning.kinds import Kind, Meaning
from enquiry_lib.data.meaning.tables import Values, find_order, read_values
from enquiry_lib.data.questions import Question

__all__ = [
    "ColumnRead",
    "Kind",
    "Meaning",
    "Question",
    "Values",
    "find_meaning",
    "find_order",
    "read_column",
    "read_values",
]
