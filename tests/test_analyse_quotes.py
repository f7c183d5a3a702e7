"""A school's quotes: consent stands, and nothing in them is still to be decided."""

from __future__ import annotations

from pathlib import Path

from enquiry_lib.analyse.enquiry import Enquiry, open_enquiry
from enquiry_lib.analyse.quotes import school_quotes
from enquiry_lib.data.free_text import find_identifiers, passage_hash
from enquiry_lib.show.showing import gate
from enquiry_lib.stats.quotes import Quotes
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.store.network import Network
from enquiry_lib.store.saving import save_confirmed

NAMING = "I sit with Amina."


def opened(network: Network, *words: str) -> Enquiry:
    """Open an enquiry whose voices are twelve pupils; the first of them said these words and may be quoted."""
    data = network.data_folder("oak-primary")
    data.mkdir(parents=True, exist_ok=True)
    said = [*words, *[""] * (12 - len(words))]
    rows = [f"V{number:04},interview,pupil,Friends,{text},yes" for number, text in enumerate(said)]
    table = "\n".join(["voice_id,method,who,theme,words,may_quote", *rows]) + "\n"
    (data / "voices.csv").write_text(table, encoding="utf-8")
    return open_enquiry(network.folder, "oak-primary")


def quoted(enquiry: Enquiry) -> list[str]:
    """Give the words that are quoted."""
    found = school_quotes(enquiry)
    return [quote.words for quote in found.quotes] if isinstance(found, Quotes) else []


def test_a_school_without_voices_says_so(network: Network) -> None:
    """The table is what is missing."""
    found = school_quotes(open_enquiry(network.folder, "oak-primary"))
    assert isinstance(found, NotEnough)
    assert found.found == "the school has no table called voices"


def test_what_may_name_somebody_is_not_quoted_until_it_is_decided(network: Network) -> None:
    """A name keeps the quote out; saying that it names nobody lets it in; what was masked is quoted."""
    enquiry = opened(network, "They wait for me.", NAMING, "I told [name].")
    assert quoted(enquiry) == ["I told [name].", "They wait for me."]
    (one,) = find_identifiers(NAMING)
    save_confirmed(enquiry.record_path, [passage_hash(NAMING, one)])
    assert NAMING in quoted(enquiry)


def test_a_code_of_somebody_is_never_quoted(network: Network) -> None:
    """The code of who spoke, in the words of another, keeps a quote out."""
    assert quoted(opened(network, "I am with v0007 a lot.", "Fine.")) == ["Fine."]


def test_a_story_is_too_long_to_be_a_quote(network: Network) -> None:
    """More than 300 letters tell who lived it."""
    assert quoted(opened(network, "It was good. " * 30, "Fine.")) == ["Fine."]


def test_who_withdrew_is_not_quoted(network: Network) -> None:
    """The table of consents decides, whatever the table of voices says."""
    enquiry = opened(network, "They wait for me.", "Fine.")
    consents = "code,about,given_on,withdrawn_on\nV0000,quotes,2025-09-15,2026-01-20\n"
    (network.data_folder("oak-primary") / "consents.csv").write_text(consents, encoding="utf-8")
    assert quoted(enquiry) == ["Fine."]


def test_the_example_quotes_only_where_enough_spoke(tmp_path: Path) -> None:
    """A school of the example shows quotes after the gate, and each is one that its story tells."""
    found = gate(school_quotes(open_enquiry("example")))
    assert isinstance(found, Quotes)
    assert "I get up by myself now." in {quote.words for quote in found.quotes}
