"""The record of an enquiry: what people wrote down, as models that forms, pages and checks are made from.

One module for each day of the programme; `whole` puts them together. Everything may be empty, and fields that
this release does not know are kept.
"""

from __future__ import annotations

from enquiry_lib.store.record.day1 import Cause as Cause
from enquiry_lib.store.record.day1 import Priorities as Priorities
from enquiry_lib.store.record.day1 import Question as Question
from enquiry_lib.store.record.day2 import Evidence as Evidence
from enquiry_lib.store.record.day3 import Implementation as Implementation
from enquiry_lib.store.record.day3 import Intervention as Intervention
from enquiry_lib.store.record.day3 import Protection as Protection
from enquiry_lib.store.record.day4 import EvaluationPlan as EvaluationPlan
from enquiry_lib.store.record.day4 import Freeze as Freeze
from enquiry_lib.store.record.day4 import ProcessFindings as ProcessFindings
from enquiry_lib.store.record.day4 import Reopening as Reopening
from enquiry_lib.store.record.parts import DESIGN_LABELS as DESIGN_LABELS
from enquiry_lib.store.record.parts import EMPTY as EMPTY
from enquiry_lib.store.record.parts import MEASURE_LABELS as MEASURE_LABELS
from enquiry_lib.store.record.parts import UNIT_LABELS as UNIT_LABELS
from enquiry_lib.store.record.parts import Part as Part
from enquiry_lib.store.record.parts import Section as Section
from enquiry_lib.store.record.parts import asked_fields as asked_fields
from enquiry_lib.store.record.parts import form_fields as form_fields
from enquiry_lib.store.record.parts import is_filled as is_filled
from enquiry_lib.store.record.whole import SCHEMA_VERSION as SCHEMA_VERSION
from enquiry_lib.store.record.whole import SECTIONS as SECTIONS
from enquiry_lib.store.record.whole import Earlier as Earlier
from enquiry_lib.store.record.whole import Record as Record
from enquiry_lib.store.record.whole import day_of as day_of
from enquiry_lib.store.record.whole import earlier_answers as earlier_answers
