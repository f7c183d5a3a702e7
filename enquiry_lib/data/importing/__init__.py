"""Importing: a school's own exports and spreadsheets become rows of its tables, without a name in them."""

from enquiry_lib.data.importing.choosing import meanings
from enquiry_lib.data.importing.filing import Imported, import_file, save_mapping, undo_import
from enquiry_lib.data.importing.headings import Match
from enquiry_lib.data.importing.mapping import Mapping
from enquiry_lib.data.importing.proposing import Proposal, ask_again, propose_import

__all__ = [
    "Imported",
    "Mapping",
    "Match",
    "Proposal",
    "ask_again",
    "import_file",
    "meanings",
    "propose_import",
    "save_mapping",
    "undo_import",
]
