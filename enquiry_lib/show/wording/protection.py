"""The sentences about people and their data: what they were promised, and what to ask the data protection officer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enquiry_lib.analyse.protection import ImpactAssessment, Point, Promises
from enquiry_lib.show.dates import long_date
from enquiry_lib.show.numbers import listed
from enquiry_lib.show.wording.saying import sentences

NO_ADVICE = (
    "This is no legal advice. It prepares a conversation with the data protection officer, who knows the rules that "
    "hold for this school."
)
JUDGED = {
    "yes, in writing": "Staff have it in writing that nothing found here is used to judge a teacher.",
    "yes, by word of mouth": "Staff have been told, though not yet in writing, that nothing found here is used to judge a teacher.",
    "not yet": "Staff have not been promised yet that nothing found here is used to judge a teacher.",
    "": "Whether staff have been promised that nothing found here is used to judge a teacher has not been said.",
}
NEEDED = {
    "likely": "The answers point towards a full impact assessment.",
    "not known": "The answers do not tell yet whether a full impact assessment is needed.",
    "unlikely": "None of the signs is there, so the answers do not point towards a full impact assessment.",
}
CHILDREN = {
    "likely": "The people it is about are children, and that weighs as well.",
    "not known": "The people it is about are children: in case of doubt, ask.",
    "unlikely": "The people it is about are children all the same: keep the answers, and ask.",
}
FOUND = {"yes": "Signs that are there", "not sure": "Not sure", "": "Not answered"}
ADVISED = {
    "go ahead": "to go ahead",
    "go ahead, with changes": "to go ahead, with changes",
    "a full assessment first": "to make a full assessment first",
}


# --- what was promised ------------------------------------------------------------------------------------


@sentences.register
def _(result: Promises) -> list[str]:
    said = {
        "Who asks and listens, so that nobody has to say no to their own teacher": result.who_asks,
        "How somebody can say no, or stop later": result.saying_no,
    }
    return [
        *_settled(result),
        *(_said(what, words) for what, words in said.items()),
        JUDGED[result.not_to_judge],
        *([_said("Who promised it, and how", result.promised_how)] if result.promised_how else []),
        *_kept(result),
        _said("Who leads on data protection", result.lead),
    ]


def _said(what: str, words: str) -> str:
    """Give what people wrote after what it is about, as a sentence, or say that nothing was written."""
    return f"{what}: {words.strip().rstrip('.')}." if words else f"{what}: this has not been said."


def _settled(result: Promises) -> Iterator[str]:
    """Count what is settled, and name what is not."""
    apart = [point for point in result.points if point.answer == "does not apply"]
    counted = len(result.points) - len(apart)
    settled = counted - len(result.open)
    besides = f" ({_names(apart)}: does not apply)" if apart else ""
    yield f"Of {counted} questions about what is right, {settled} {'is' if settled == 1 else 'are'} settled{besides}."
    for answer, said in {"not yet": "Not settled yet", "": "Nothing has been said about"}.items():
        points = [point for point in result.points if point.answer == answer]
        if points:
            yield f"{said}: {_names(points)}."


def _kept(result: Promises) -> Iterator[str]:
    """Say how long what is kept, and who deletes it."""
    until = {
        "the key that leads from codes to pupils": result.keep_names_until,
        "the tables of pupils": result.keep_tables_until,
    }
    said = [f"{what} until {long_date(day)}" for what, day in until.items() if day]
    if not said:
        yield "How long the tables of pupils are kept has not been said."
    else:
        yield f"Kept, and no longer: {listed(said)}."
        yield _said("Who deletes what was kept", result.who_deletes)


def _names(points: Sequence[Point]) -> str:
    return listed([point.name[:1].lower() + point.name[1:] for point in points])


# --- the conversation with the data protection officer ----------------------------------------------------


@sentences.register
def _(result: ImpactAssessment) -> list[str]:
    empty = [note for note in result.notes if not note.answer]
    asked, read = [_talked(result)], [NEEDED[result.needed], *_signs(result), CHILDREN[result.needed]]
    return [
        *([*asked, *read] if result.advised else [*read, *asked]),
        *([f"Of the notes for that conversation, still empty: {_names(empty)}."] if empty else []),
        NO_ADVICE,
    ]


def _signs(result: ImpactAssessment) -> Iterator[str]:
    """Name the signs that are there, and those nobody is sure of or has answered."""
    for answer, said in FOUND.items():
        signs = [sign for sign in result.signs if sign.answer == answer]
        if signs:
            yield f"{said}: {_names(signs)}."


def _talked(result: ImpactAssessment) -> str:
    if not (result.talked_on or result.advised):
        return "The data protection officer, whose advice counts, has not been asked yet."
    when = f" on {long_date(result.talked_on)}" if result.talked_on else ""
    nothing = "what came of it has not been written down"
    advice = f"advised {ADVISED[result.advised]}" if result.advised else nothing
    return f"The data protection officer, whose advice counts, was asked{when}, and {advice}."
