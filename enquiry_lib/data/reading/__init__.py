"""Files to text: encodings, separators, sheets, and where in them the table is; nothing is guessed silently."""

from enquiry_lib.data.reading.files import ReadFile as ReadFile
from enquiry_lib.data.reading.files import read_file as read_file
from enquiry_lib.data.reading.grids import Grid as Grid
from enquiry_lib.data.reading.grids import read_grids as read_grids
from enquiry_lib.data.reading.tables import TextTable as TextTable
from enquiry_lib.data.reading.tables import read_text as read_text
