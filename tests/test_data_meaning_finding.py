"""What a column is taken for, and what is asked because its texts cannot tell."""

from __future__ import annotations

import pandas as pd
import pytest

from enquiry_lib.data.meaning import Kind, Meaning, Question, find_meaning
from enquiry_lib.data.meaning.finding import Cells, meaning_of, sort_out
from enquiry_lib.data.meaning.kinds import Beside


def _kind(*texts: str, name: str = "Heading", type: str = "") -> Kind:
    return find_meaning(pd.Series(texts, dtype="str"), name=name, type=type)[0].kind


def _asked(
    *texts: str, name: str = "Heading", answers: dict[str, str] | None = None
) -> tuple[Meaning, tuple[str, ...]]:
    meaning, questions = find_meaning(pd.Series(texts, dtype="str"), name=name, answers=answers or {})
    return meaning, tuple(question.key for question in questions)


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (["1", "2.5", "", "SUPP"], "number"),
        (["1", "2", "3", "4", "a"], "number"),
        (["1", "2", "3", "a"], "text"),
        (["", "~", "a", " "], "number"),
        (["~", "a", "b"], "text"),
        (["94%", "1%", "SP", "NA"], "percentage"),
        (["94%", "0"], "percentage"),
        (["31-08-2021", "01-01-2022", ""], "date"),
        (["31/08/2021", "01/01/2022", "x", "45000"], "date"),
        (["Durham", "Kent"], "text"),
        (["7A", "7B", "10C"], "text"),
        (["7E1", "7E2", "8E1"], "text"),
        (["007", "101"], "code"),
        (["'0012", "13"], "code"),
        (["'12", "13"], "number"),
        (["0.07", "0.1"], "number"),
        (["01", "2.5"], "number"),
        (["07700900123", "7700900456"], "code"),
        (["1234567890", "1234567891"], "code"),
        (["1234567890123456", "12345678901234567"], "code"),
        (["A123456789012", "B123456789012"], "text"),
        (["2023/24", "2024/25"], "text"),
        (["202324", "202425"], "number"),
        (["", " "], "nothing"),
        ([], "nothing"),
        (["SUPP", "", "NE"], "nothing"),
        (["-", "-"], "nothing"),
        (["/", "\\", "L", "N", "-"], "text"),
        (["12 May", "3 June"], "text"),
    ],
)
def test_a_column_is_taken_for_what_nearly_all_of_it_is(texts: list[str], kind: Kind) -> None:
    """Four fifths of the filled cells decide, symbols apart; what a number would lose stays a code or text."""
    assert _kind(*texts) == kind


@pytest.mark.parametrize(
    ("name", "texts", "kind"),
    [
        ("URN", ["100006", "100012"], "code"),
        ("old_la_code", ["330", "370", "x"], "code"),
        ("ULN", ["1.23E+12", "1234567890"], "code"),
        ("Code score", ["1.5", "2.5"], "number"),
        ("time_identifier", ["Calendar year"], "text"),
        ("Date left", ["45901", "45902"], "date"),
        ("Date left", ["20250901", "20250902"], "date"),
        ("Pupils", ["45901", "45902"], "number"),
        ("Year group", ["R", "1", "2", "3", "4", "5", "6"], "text"),
        ("Year group", ["1", "2", "3"], "number"),
    ],
)
def test_a_heading_decides_where_the_texts_leave_it_open(name: str, texts: list[str], kind: Kind) -> None:
    """Codes that look like counts, Excel's days and reception are known by what stands above them."""
    assert _kind(*texts, name=name) == kind


@pytest.mark.parametrize(
    ("type", "texts", "kind"),
    [
        ("number", ["a", "b", "1"], "number"),
        ("integer", ["94%"], "percentage"),
        ("date", ["45901"], "date"),
        ("id", ["123", "456"], "code"),
        ("text", ["1", "2"], "text"),
        ("choice", ["1", "2"], "text"),
    ],
)
def test_the_dictionary_goes_before_the_texts(type: str, texts: list[str], kind: Kind) -> None:
    """Where it is known what a column holds, nothing is guessed."""
    assert _kind(*texts, type=type) == kind


def test_every_text_is_counted_once() -> None:
    """Blanks around a text make no other text, and an empty cell is not counted."""
    cells = sort_out(pd.Series(["1", " 1", "SUPP", "", "  ", "a", "1 May 2025"]))
    counts = (cells.numbers["1"][1], cells.symbols, cells.others, list(cells.dates))
    assert counts == (2, {"SUPP": 1}, {"a": 1}, ["1 May 2025"])


# --- what is asked ----------------------------------------------------------------------------------------


def test_the_order_of_day_and_month_is_asked_when_no_date_shows_it() -> None:
    """Until somebody answers, the day comes first, as is usual; an answer settles it."""
    texts = ("03/04/2026", "05/06/2026")
    assert _asked(*texts, name="Date") == (Meaning("date", "day first"), ("order|Date",))
    answers = {"order|Date": "month first"}
    assert _asked(*texts, name="Date", answers=answers) == (Meaning("date", "month first"), ())
    assert _asked(*texts, "13/04/2026") == (Meaning("date", "day first"), ())


def test_dates_in_both_orders_settle_nothing() -> None:
    """However many speak for one side, somebody is asked, and another column does not decide."""
    texts = ["13/04/2026"] * 20 + ["04/13/2026", "03/04/2026"]
    meaning, (question,) = _asked_beside(texts)
    assert (meaning.order, question.key, question.usual) == ("day first", "order|Date", "")
    assert "13/04/2026 can only have the day in front, 04/13/2026 only the month" in question.asked
    answered = meaning_of(sort_out(pd.Series(texts)), name="Date", answers={"order|Date": "month first"})
    assert answered == (Meaning("date", "month first"), ())


def _asked_beside(texts: list[str]) -> tuple[Meaning, tuple[Question, ...]]:
    return meaning_of(sort_out(pd.Series(texts)), name="Date", beside=Beside(order="month first"))


@pytest.mark.parametrize(
    ("typed", "name", "type", "quoted"),
    [
        ("04/11/25", "Date", "date", "such as 04/11/25,"),
        ("7,250", "Score", "number", "such as 7,250."),
        ("04/11/16", "DOB", "date", "has dates (they are needed to work out ages), and none"),
    ],
)
def test_a_question_quotes_what_stands_in_the_file(typed: str, name: str, type: str, quoted: str) -> None:
    """Nobody has to look for a date that is not there; a day of birth is never quoted."""
    beside = Beside(decimal=",")
    (question,) = meaning_of(sort_out(pd.Series([typed])), name=name, type=type, beside=beside)[1]
    assert quoted in question.asked


def test_an_answer_never_overrules_what_the_dates_show() -> None:
    """Where a day is over twelve, nothing was asked, and an answer to another file's question changes nothing."""
    answers = {"order|Date": "month first"}
    assert _asked("13/04/2026", name="Date", answers=answers)[0].order == "day first"


def test_other_columns_of_the_file_settle_the_order() -> None:
    """In a file whose other dates have the day first, an open column has it too."""
    cells = sort_out(pd.Series(["03/04/2026"]))
    assert meaning_of(cells, name="Date", beside=Beside("month first")) == (
        Meaning("date", "month first"),
        (),
    )


def test_mixed_percentages_and_plain_numbers_are_asked_about() -> None:
    """95% beside 0.95 is never united without an answer; zero is zero in either."""
    meaning, keys = _asked("95%", "90%", "0.95", name="Rate")
    assert (meaning.kind, meaning.unsigned, keys) == ("percentage", "", ("percent|Rate",))
    assert _asked("95%", "0.95", "0.9", name="Rate")[0].kind == "number"
    answered = _asked("95%", "0.95", "0.9", name="Rate", answers={"percent|Rate": "shares of one"})
    assert answered == (Meaning("percentage", unsigned="shares of one"), ())
    assert _asked("95%", "0", "0.0")[1] == ()


def test_a_dash_among_numbers_is_asked_about() -> None:
    """A dash may be zero or nothing known; one answer for the column or for the file settles it."""
    assert _asked(" - ", "4", "5", name="Appeals") == (Meaning("number"), ("dash|Appeals",))
    for key in ("dash|Appeals", "dash|"):
        assert _asked("-", "4", name="Appeals", answers={key: "zero"}) == (Meaning("number", dash="zero"), ())


def test_brackets_around_every_number_are_asked_about() -> None:
    """Among other numbers brackets are a minus; where all have them, they may only set the column apart."""
    assert _asked("(12)", "(5)", name="Base") == (Meaning("number"), ("brackets|Base",))
    answers = {"brackets|Base": "set apart"}
    assert _asked("(12)", name="Base", answers=answers) == (Meaning("number", brackets="set apart"), ())
    assert _asked("(12)", "5", name="Base") == (Meaning("number"), ())


def test_a_comma_that_may_be_either_is_asked_about() -> None:
    """Decimals of two lengths leave open what 1,071 is: the question offers what is likelier."""
    texts = ("3,5", "1,071", "2,071")
    assert _asked(*texts, name="Score") == (Meaning("number", decimal=","), ("decimal|Score",))
    answers = {"decimal|Score": "decimal point"}
    assert _asked(*texts, name="Score", answers=answers) == (Meaning("number", decimal="."), ())


@pytest.mark.parametrize(("answer", "kind"), [("", "text"), ("marked", "text"), ("not given", "nothing")])
def test_a_column_of_nothing_but_x_is_asked_about(answer: str, kind: Kind) -> None:
    """Somebody may have ticked rows with an x: until that is said, the column stays as it is."""
    meaning, keys = _asked("x", "", "x", name="Club", answers={"marks|Club": answer})
    assert (meaning.kind, keys) == (kind, () if answer else ("marks|Club",))


def test_nothing_is_asked_about_an_ordinary_column() -> None:
    """Numbers, words and days that mean one thing need nobody."""
    for texts in (["1", "2.5"], ["1,071", "12"], ["Kent"], ["31/01/2026"], [], ["1.071"]):
        assert find_meaning(pd.Series(texts, dtype="str"), name="A")[1] == ()


def test_cells_without_texts_mean_nothing() -> None:
    """No text, no meaning and no question."""
    assert meaning_of(Cells({}, {}, {}, {}, {})) == (Meaning("nothing"), ())
