"""Names, and words that only look like them."""

from __future__ import annotations

import pytest

from enquiry_lib.data.free_text.names import find_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Hope said she would. I hope so.", ["Hope"]),
        ("A boy called Smelly Finn", ["Smelly Finn"]),
        ("Ask Beth Carter about Year 4", ["Beth Carter"]),
        ("Connor M and K. Whitfield", ["Connor M", "K. Whitfield"]),
        ("Tariqs mum came", ["Tariqs"]),
        ("June was cold. June said no.", ["June"]),
        ("Miss said we could. Sir did not.", []),
        ("Keziah's turn", ["Keziah"]),
        ("Playgroup is full. Retelling helps.", []),
        ("miss khan is kind", ["miss khan"]),
        ("We'll go on. They’ll see. Can’t we? That'd help. Don't stop.", []),
        ("D'Arcy said no. Keziah'll come.", ["D'Arcy", "Keziah'll"]),
    ],
)
def test_names_by_what_stands_around_them(text: str, names: list[str]) -> None:
    """Titles, initials, 'called', verbs and capitals tell names from words."""
    assert [one.text for one in find_names(text)] == names


def test_every_find_says_why() -> None:
    """The reason is in words a teacher reads."""
    whys = [one.why for one in find_names("J.K. and Mrs Okafor met Keziah and Amina, called Mina.")]
    assert whys == [
        "initials",
        "it has a title",
        "a first name",
        "a first name",
        "it comes after 'called'",
    ]
