"""Signs that somebody could be worse off for an enquiry, as far as its own words show them.

A sign is a reason to talk, and never stops anything. What no sign catches may still be wrong, and people see that best.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

CLAUSE = re.compile(r"[.;:!?]|, (?:but|so|and)\b|\bbut\b")
REFUSED = re.compile(
    r"\b(?:no|not|never|nobody|none|nor|without|nothing|isn't|aren't|won't|don't|anonym\w+)\b", re.I
)
MENDED = re.compile(
    r"\b(?:so|still|later|instead|swap\w*|made up|make up|catch(?:es|ing)? up|their turn|keeps?|moved|replaced|covered|back)\b",
    re.IGNORECASE,
)
ASKED_FIRST = re.compile(
    r"\b(?:consent\w*|permission|agree[sd]?|opt(?:ed|ing)? (?:in|out)|may refuse|signed forms?)\b", re.I
)

SAYS_NOTHING = re.compile(
    r"\b(?:nope|no|not|nobody|none|noone|one|nothing|never|anyone|anybody|everyone|everybody|any|all|really|at|will|would|"
    r"should|could|can't|can|be|being|is|it's|it|that's|that|worse|off|harm(?:ed)?|risks?|issues?|problems?|concerns?|"
    r"negative|positive|impact|effects?|good|fine|ok|okay|for|of|we|i|they'll|they|don't|do|think|so|know|see|why|how|"
    r"hopefully|probably|unlikely|doubt|sure|are|only|just|mind|help|helps|benefits?|gains?|wins?|motivates?|enjoy|love|"
    r"n/?a|applicable|pupils|children|students|the|to|this|from|shouldn't|won't|cope)(?!\w)",
    re.IGNORECASE,
)
SHRUGGED = re.compile(
    r"gold standard|(?:that's|that is|it is|it's) (?:how|what) (?:trials|research|science|a control)|price (?:of|worth)|"
    r"can't be helped|unavoidable|for the greater good|they(?:'ll| will) get over it|omelette|have to be losers",
    re.IGNORECASE,
)

PLACE = re.compile(
    r"\b(?:walls?|corridors?|display\w*|assembl(?:y|ies)|newsletters?|websites?|staff ?room|social media|facebook|charts?|"
    r"posters?|notice ?boards?|boards?|screens?|doors?|publish\w*|publicly|in public|read (?:out|aloud)|in front of|windows?|hall|"
    r"whatsapp|shared with (?:all|every)|emailed to (?:all|every)|league tables?|leader ?boards?)\b",
    re.IGNORECASE,
)
WHO = re.compile(
    r"\b(?:names?|named|naming|rank\w*|photos?|photographs?|in order of|reading ages?|each (?:child|pupil|student|teacher)'s|"
    r"(?:pupils?|children|students?|teachers?|staff)'s? (?:scores?|results?|marks)|worst|lowest|bottom|slowest|"
    r"individual (?:scores?|results?|teachers?|pupils?)|by (?:teacher|pupil|child|student)|leader ?boards?)\b",
    re.IGNORECASE,
)
OUTRIGHT = re.compile(
    r"\b(?:name and shame|(?:league tables?|rank\w*) (?:of |the |our |all )*(?:teachers?|staff|pupils?|students?|children)|"
    r"(?:teachers?|staff|pupils?|students?|children) (?:are |will be |be )?(?:publicly )?(?:ranked|shamed)|"
    r"(?:teachers?|staff) (?:are |will be )?named|named teachers?|singled out|made to stand|(?:red|coloured|special) (?:badges?|"
    r"lanyards?|wristbands?|bibs?|hats?)|separate (?:table|entrance))\b",
    re.IGNORECASE,
)
JUDGED = re.compile(
    r"\b(?:appraisals?|performance (?:management|related|pay)|capability|pay (?:rises?|progression))\b", re.I
)
RECORDED = re.compile(
    r"\b(?:film(?:ed|ing|s of)|film (?:every|each|all|lessons|pupils|children|students|teachers|them)|videoed|videoing|videos? (?:of|record\w*)|on video|cameras?|cctv|webcams?|dash.?cams?|"
    r"microphones?|(?:sound|secretly|being|are|is|be|we) ?record(?:s|ed|ing|ings)|recordings? of|record (?:them|"
    r"pupils|lessons|children|students|teachers|staff|conversations)|phones? left|photograph(?:s of|ed|ing)|audio made)\b",
    re.IGNORECASE,
)
PEOPLE = r"(?:they|them|pupils|children|students|parents|families|staff|teachers|anybody|anyone)"
HIDDEN = re.compile(
    r"\b(?:covert\w*|pretend\w*|fake\w*|false (?:feedback|marks|scores)|secretly|in secret|kept secret|undercover|unaware|mystery (?:shopper|visitor)|hidden (?:camera|record\w*|"
    r"microphone)|without (?:\w+ ){0,3}?(?:knowing|knowledge|telling|asking|consent|permission|being told)|"
    rf"{PEOPLE} (?:won't|will not|don't|do not|would not|wouldn't) know|(?:won't|will not|don't|do not) (?:tell|inform|ask) "
    rf"{PEOPLE}|(?:not|won't|aren't) (?:be )?(?:told|aware|informed|asked (?:first|for))|nobody (?:is|will be) (?:told|asked))\b",
    re.IGNORECASE,
)
BLIND = re.compile(
    r"\b(?:mark(?:er|ers|ed|ing)|blind\w*|raters?|assessors?|testers?|scor(?:er|ers|ed|ing)|which group)\b",
    re.I,
)
SENSITIVE = re.compile(
    r"\b(?:diagnos[ie]s|medications?|(?:parents?'?|family|household) income|religion|faith of|sexualit\w+|sexual orientation|"
    r"immigration|asylum|self.?harm|suicid\w+|bmi|weigh(?:ed|ing)? (?:pupils|children|them)|body weight|criminal|"
    r"biometric\w*|fingerprints?|saliva|blood (?:samples?|tests?)|gps|private messages|social media accounts|"
    r"bank details|gender identity|trade union|domestic (?:abuse|violence))\b",
    re.IGNORECASE,
)
HELP = (
    r"(?:support|provision|interventions?|therapy|interpreters?|one.to.one|1:1|tas?|teaching assistants?|salt|ehcps?|"
    r"medication|counselling|adjustments?|extra time|catch.?up|tuition|help|mentor(?:s|ing)?|free (?:school )?meals?|plans?)"
)
STOPPED = re.compile(
    r"\b(?:stop(?:s|ped|ping)?|paus(?:e|es|ed|ing)|withdr\w+|withh\w+|remov(?:e|es|ed|ing)|suspend\w*|take[ns]? away|taking "
    r"away|deni(?:ed|es)|deny(?:ing)?|los(?:e|es|ing)|give up|go(?:es|ing)? without|miss(?:es|ing)?(?: out on)?|cut|put on "
    rf"hold|instead of)\W+(?:[\w'-]+\W+){{0,4}}?{HELP}\b",
    re.IGNORECASE,
)
NO_HELP = re.compile(
    rf"\b(?:(?:no|without)\W+(?!extra|additional|new|further|more)(?:[\w'-]+\W+){{0,2}}?{HELP}|"
    rf"{HELP} (?:is |are |will be |be )?(?:stopped|paused|withdrawn|withheld|removed|suspended|cut|put on hold|on hold|"
    r"taken away))\b",
    re.IGNORECASE,
)
ENTITLED = re.compile(
    r"\b(?:sen|send|ehcps?|eal|dyslex\w*|autis\w*|adhd|hearing|visual\w*|disab\w+|speech|language needs?|statutory|entitled|"
    r"looked.after|special|medical|plans?|semh|below phase|free school meals|safeguarding|young carers)\b",
    re.IGNORECASE,
)
LEFT_OUT = re.compile(
    r"\b(?:sen|send|eal|ehcps?|disabled|autistic|dyslexic)\b[^.;]{0,40}\b(?:left out|excluded|not (?:be )?(?:included|take part"
    r"|invited)|kept out|sent (?:out|elsewhere))|\b(?:leave out|exclude|excluding|except|apart from) (?:the |our |any |all )*"
    r"(?:send?|eal|ehcps?|disabled|autistic)\b",
    re.IGNORECASE,
)
FREE = r"(?:toilets?|water|snacks?|meals?|breakfast|break(?:time)?s?|lunch(?:time|times|es)?|play(?:time|times)?|golden time|p\.?e\.?|art|music|trips?|sport)"
TAKEN = re.compile(
    rf"\b(?:miss(?:es|ing)?|los(?:e|es|ing)|instead of|(?:kept|stay(?:ing)?|keep) in (?:at|over|during)|no|in place of|out of|give up|"
    rf"take[ns]? away|cancel\w*)\W+(?:(?:their|the|all|some|his|her|own)\W+){{0,2}}{FREE}\b|"
    r"\b(?:taken|withdrawn|pulled) (?:out of|from) (?:\w+ )?(?:lessons?|class(?:es)?|maths|english|science|french|history|geography)\b|"
    r"\b(?:off.?roll\w*|part.?time timetables?|lock(?:ed|ing)? (?:the )?toilets)\b",
    re.IGNORECASE,
)
COSTS = re.compile(
    r"\b(?:parents|families|pupils|children|students) (?:have to |must |will |would |should )?(?:pay|buy|be fined)\b|"
    r"\bfin(?:e|es|ed|ing) (?:for )?(?:parents|families)\b",
    re.IGNORECASE,
)
SEEN_TO = re.compile(rf"\b(?:{FREE}|miss\w*|lessons?|class(?:es)?|catch|instead|home)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Told:
    """The pieces of a question in which a sign may stand."""

    whom: str
    done: str
    comparison: str
    outcome: str
    worse_off: str
    answers: str


def gives_no_reason(worse_off: str) -> bool:
    """Say whether it is a bare no, or a hope, or a shrug, with nothing that would let somebody else agree."""
    text = worse_off.replace("’", "'")
    empty = bool(text.strip()) and not re.search(r"\w", SAYS_NOTHING.sub(" ", text))
    return empty or bool(SHRUGGED.search(text))


def signs(told: Told) -> list[tuple[str, str]]:
    """Give every sign by its code with the words that show it, each code once.

    >>> [code for code, _ in signs(Told("Year 8", "A league table of teachers", "", "Marks", "", ""))]
    ['shown_up']
    """
    seen = dict[str, str]()
    for code, words in _signs(told):
        seen.setdefault(code, words.strip().lower())
    return list(seen.items())


def _signs(told: Told) -> Iterator[tuple[str, str]]:
    for clause in _clauses(told.done, told.comparison, told.outcome, told.worse_off):
        yield from _in_clause(clause)
    whole = ". ".join((told.done, told.comparison, told.outcome, told.worse_off))
    if (recorded := RECORDED.search(_unrefused(whole))) and not ASKED_FIRST.search(whole):
        yield "unasked", recorded[0]
    yield from _denied(told)
    if (judged := JUDGED.search(_unrefused(f"{whole}. {told.answers}"))) is not None:
        yield "judges_staff", judged[0]
    if (taken := TAKEN.search(told.done)) and not SEEN_TO.search(told.worse_off):
        yield "takes_away", taken[0]
    if costs := COSTS.search(_unrefused(told.done)):
        yield "costs_families", costs[0]


def _in_clause(clause: str) -> Iterator[tuple[str, str]]:
    """Give what one clause shows; what it refuses is no sign, but for what is hidden."""
    if (hidden := HIDDEN.search(clause)) and not BLIND.search(clause):
        yield "hidden", hidden[0]
    if REFUSED.search(clause):
        return
    shown = OUTRIGHT.search(clause) or (PLACE.search(clause) and WHO.search(clause))
    if shown:
        yield "shown_up", shown[0]
    if sensitive := SENSITIVE.search(clause):
        yield "more_than_needed", sensitive[0]


def _denied(told: Told) -> Iterator[tuple[str, str]]:
    """Give the words that take support away, or compare with none where these pupils may be entitled to some."""
    for clause in _clauses(told.done, told.comparison, told.worse_off):
        stopped = STOPPED.search(clause)
        if stopped and not REFUSED.search(clause) and not MENDED.search(f"{clause} {told.worse_off}"):
            yield "entitled", stopped[0]
    without = NO_HELP.search(told.comparison) or NO_HELP.search(told.done)
    if without and ENTITLED.search(" ".join((told.whom, told.done, told.comparison))):
        yield "entitled", without[0]
    if left_out := LEFT_OUT.search(". ".join((told.whom, told.done, told.comparison, told.worse_off))):
        yield "entitled", left_out[0]


def _clauses(*texts: str) -> Iterator[str]:
    for text in texts:
        yield from (clause for clause in CLAUSE.split(text.replace("’", "'")) if clause.strip())


def _unrefused(text: str) -> str:
    """Give the text without the clauses that refuse something."""
    return ". ".join(clause for clause in _clauses(text) if not REFUSED.search(clause))
