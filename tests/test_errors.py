"""Every message a person can meet."""

from __future__ import annotations

import inspect
import pickle
import string
from collections.abc import Iterable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from enquiry_lib import errors
from enquiry_lib.errors import EnquiryError, Problem, ProblemsFound, SectionConflict

AWKWARD = "{braces} {0} {} 50% %s %(a)s \\ ' \" <script>"


def _kinds() -> list[type[EnquiryError]]:
    found = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    return [kind for kind in found if issubclass(kind, EnquiryError) and kind is not EnquiryError]


def _facts(kind: type[EnquiryError]) -> list[str]:
    templates = (kind.found, kind.do)
    return sorted({name for text in templates for _, name, _, _ in string.Formatter().parse(text) if name})


def _made(kind: type[EnquiryError], fact: str = "a-fact") -> EnquiryError:
    if issubclass(kind, ProblemsFound):
        return kind("a-place", [Problem("schools.csv", 2, "name", fact, "a name", "Type the name.")])
    return kind("a-place", **{name: f"{fact}-{name}" for name in _facts(kind)})


KINDS = pytest.mark.parametrize("kind", _kinds(), ids=lambda kind: kind.__name__)


@KINDS
def test_says_what_where_and_what_next(kind: type[EnquiryError]) -> None:
    """Each message names its facts, the place, and something to do."""
    message = str(_made(kind))
    assert "a-place" in message
    assert all(f"a-fact-{name}" in message for name in _facts(kind)) or issubclass(kind, ProblemsFound)
    assert kind.do.strip(), f"{kind.__name__} does not say what to do next"
    assert message == message.strip()
    assert ".." not in message


@KINDS
def test_has_a_docstring_of_its_own(kind: type[EnquiryError]) -> None:
    """Each class says in a sentence of its own what it stands for."""
    said = inspect.cleandoc(vars(kind).get("__doc__") or "")
    assert said.split("\n")[0].endswith(".")


@KINDS
def test_needs_no_place(kind: type[EnquiryError]) -> None:
    """Without a place the message has no empty brackets."""
    made = _made(kind)
    made.where = ""
    assert "()" not in made.message()


@KINDS
def test_crosses_process_borders(kind: type[EnquiryError]) -> None:
    """A message is the same after pickling, with its facts, as parallel rendering needs."""
    made = _made(kind, AWKWARD)
    back = pickle.loads(pickle.dumps(made))
    assert type(back) is kind
    assert (back.args, back.where, back.facts) == (made.args, made.where, made.facts)
    assert str(back) == str(made)


@KINDS
@settings(max_examples=20)
@given(fact=st.text())
@example(fact=AWKWARD)
def test_no_fact_breaks_the_message(kind: type[EnquiryError], fact: str) -> None:
    """Braces, percent signs or anything else in a fact come out as they went in."""
    assert f"<{fact}>" in str(_made(kind, f"<{fact}>")) or not (_facts(kind) or kind is ProblemsFound)


def test_the_place_of_the_awkward_fact_is_kept() -> None:
    """A file name with braces and percent signs is printed as it is."""
    assert AWKWARD in str(errors.NoSchools(AWKWARD))


@KINDS
def test_a_notebook_shows_the_message_and_no_traceback(kind: type[EnquiryError]) -> None:
    """IPython prints what `_render_traceback_` gives: the message alone."""
    made = _made(kind)
    assert made._render_traceback_() == [str(made)]


def test_a_missing_fact_is_noticed_at_once() -> None:
    """An error raised without a fact its message needs fails where it is raised."""
    with pytest.raises(KeyError, match="known"):
        errors.UnknownSchool(school="oak")


def test_problems_are_all_listed() -> None:
    """Everything wrong with a file stands in one message, in the order given."""
    problems = [
        Problem("schools.csv", row, "name", "nothing", "a name", f"Type name {row}.") for row in (2, 3)
    ]
    found = ProblemsFound("folder/schools.csv", problems)
    assert found.problems == tuple(problems)
    assert str(found).startswith("2 problem(s) found (folder/schools.csv). Put these right:")
    assert str(found).index("Type name 2.") < str(found).index("Type name 3.")
    assert pickle.loads(pickle.dumps(found)).problems == found.problems


@pytest.mark.parametrize(
    ("row", "column", "found", "do", "said"),
    [
        (3, "name", "nothing", "Type it.", "a.csv: row 3, name: found nothing, expected a name. Type it."),
        (3, "", "", "Type it.", "a.csv: row 3: expected a name. Type it."),
        (0, "name", "", "", "a.csv: name: expected a name."),
        (0, "", "nothing", "Type it.", "a.csv: found nothing, expected a name. Type it."),
    ],
)
def test_a_problem_reads_as_a_sentence(row: int, column: str, found: str, do: str, said: str) -> None:
    """A problem names its place as far as it is known; row 0 is the file as a whole."""
    assert str(Problem("a.csv", row, column, found, "a name", do)) == said


def test_problem_rows_follow_the_columns() -> None:
    """Problems as rows have their values in the order of the table's columns."""
    problem = Problem("a.csv", 3, "name", "nothing", "a name", "Type it.")
    (row,) = errors.problem_rows([problem])
    assert dict(zip(errors.PROBLEM_COLUMNS, row, strict=True)) == vars(problem) | {"row": "3"}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([3, 9], "rows 3 and 9"),
        ([3, 5, 7, 9, 11], "rows 3, 5, 7, 9 and 11"),
        (range(3, 18), "rows 3, 4, 5 and 12 more"),
        ([0, 0], ""),
    ],
)
def test_problems_alike_but_for_their_row_are_one_with_its_rows(rows: Iterable[int], said: str) -> None:
    """Ten rows with the same wrong value are one line; another value, or the file as a whole, is a line of its own."""
    alike = [Problem("a.csv", row, "year", "'Year 4'", "a year", "Did you mean 4?") for row in rows]
    other = Problem("a.csv", 4, "year", "'Year 5'", "a year", "Did you mean 5?")
    groups = errors.in_groups([*alike, other])
    assert groups == [(alike[0], said), (other, "row 4")]
    assert (
        groups[0][0].said(said).startswith(f"a.csv: {said}{', ' * bool(said)}year: found 'Year 4', expected")
    )


def test_many_problems_that_differ_in_the_earlier_row_alone_are_one() -> None:
    """Fifty doubles are one line with its rows; of a few each says which row it is the double of."""

    def double(row: int) -> Problem:
        do = f"The row was left out, row {row - 1} was used."
        return Problem("a.csv", row, "UPN", f"the same UPN as in row {row - 1}", "each once", do)

    ((one, rows),) = errors.in_groups([double(row) for row in range(2, 102, 2)])
    assert (one.found, rows) == ("the same UPN as in an earlier row", "rows 2, 4, 6 and 47 more")
    assert one.do == "The row was left out, an earlier row was used."
    few = [double(3), double(9)]
    assert errors.in_groups(few) == [(few[0], "row 3"), (few[1], "row 9")]


def test_a_place_that_is_no_place_is_not_named() -> None:
    """The folder one is in tells nobody where to look."""
    assert (
        str(errors.FileNotFound(".", file="a.csv", do="Check the name."))
        == "a.csv is not there. Check the name."
    )


def test_a_warning_says_that_it_is_one() -> None:
    """A warning reads as a thing worth a look, and its level stands in the table of problems."""
    warning = Problem("a.csv", 3, "mark", "'H'", "a mark of this year", "Check it.", "warning")
    assert str(warning) == (
        "a.csv: row 3, mark: worth a look: found 'H', expected a mark of this year. Check it."
    )
    assert errors.problem_rows([warning])[0][0] == "warning"


def test_errors_come_before_warnings() -> None:
    """What has to be put right stands before what is only worth a look, each in the order found."""
    levels = ("warning", "error", "warning", "error")
    found = [Problem("a.csv", row, "x", str(row), "y", "", level) for row, level in enumerate(levels)]
    assert [one.row for one, _ in errors.in_groups(found)] == [1, 3, 0, 2]


def test_a_conflict_carries_what_the_other_wrote() -> None:
    """The other person's version travels with the conflict, also between processes."""
    conflict = SectionConflict("enquiry.json", section="question", theirs={"time": "July"})
    assert conflict.theirs == {"time": "July"}
    assert pickle.loads(pickle.dumps(conflict)).theirs == {"time": "July"}
    assert SectionConflict(section="question").theirs == {}
