"""The sentences about a network of schools."""

from __future__ import annotations

from enquiry_lib.analyse.network import NetworkOverview
from enquiry_lib.show.wording.saying import sentences


@sentences.register
def _(result: NetworkOverview) -> list[str]:
    asked = sum(bool(line.question) for line in result.lines)
    frozen = sum(line.frozen for line in result.lines)
    found = sum(bool(line.findings) for line in result.lines)
    decided = sum(bool(line.decision) for line in result.lines)
    return [
        f"{result.schools} schools, {len(result.lines)} enquiries: {asked} with a question, {frozen} with a frozen plan, "
        f"{found} with a finding, {decided} with a decision.",
        "Findings stand side by side here. They are not pooled: the schools asked different things, in different ways.",
    ]
