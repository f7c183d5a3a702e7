"""What the words of a question say: whom, what is counted, how long, how it is asked, and what would follow.

Every function reads a piece of text and gives what it saw in it, or nothing. The words are those of British schools;
what none of them catches is not wrong, and what one of them catches may still be right.
"""

from __future__ import annotations

import re

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NAMED = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|"
    "dec(?:ember)?"
)
MONTH = rf"(?:{NAMED}|(?:(?<=in )|(?<=by )|(?<=of )|(?<=last )|(?<=until )|(?<=since ))may)"  # 'may' is mostly no month
MONTHS_IN_A_TERM, WEEKS_IN_A_TERM, TERMS_IN_A_YEAR = 4, 13, 3
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NUMBER = rf"(?:\d+(?:\.\d+)?|half an?|half|an?|{'|'.join(NUMBERS)})"


def any_of(words: str) -> re.Pattern[str]:
    """Give a pattern that finds any of the words between the bars, whole."""
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


# --- whom, and what is done -------------------------------------------------------------------------------

ANYBODY = any_of(
    "all|the|our|my|some|certain|of|in|across|school|every|everyone|everybody|anyone|any|each|whole|pupils?|"
    "children|child|kids|students?|learners?|young|people|cohort|families|staff|teachers|vulnerable|"
    "disadvantaged|struggling|target(?:ed)?|identified|selected|key|relevant|different|various|many|most|"
    "more|groups?|those|them|who|that|need(?:s|ing)?|it|help|support|and|or|with|a|an|needs|stakeholders?|"
    r"trust|academy|are|be|would|will|could|benefit|underachiev\w+|to|from"
)
EMPTY = any_of(
    "the|our|a|an|of|in|at|and|or|to|for|with|on|more|most|all|new|right|better|best|good|high|improved|"
    "quality|first|effective|appropriate|adaptive|various|different|range|bespoke|targeted|tailored|holistic|"
    "consistent|engaging|support|help|offer|package|provision|practices?|strateg(?:y|ies)|approach(?:es)?|"
    "time|interventions?|programme|teaching|learning|lessons?|activities|work|focus|things?"
)
YEAR = r"(?:years?\s*|yr\s*|y)(\d{1,2})"
PUPILS = re.compile(
    rf"\b(?:{YEAR}\b|key stage \d|ks\d|eyfs|reception|nursery|sixth form\w*|\d{{1,2}}[a-f]\b|pupil premium)",
    re.IGNORECASE,
)
PEOPLE = r"(?:pupils?|children|students?|learners?|staff|teachers?|parents?|families|boys|girls|kids|adults|governors)"
MANY = re.compile(rf"\b(?:\d+|{'|'.join(NUMBERS)})\W+(?:[\w-]+\W+){{0,2}}?{PEOPLE}\b", re.IGNORECASE)
A_FIGURE = re.compile(
    rf"{YEAR}(?:\s*(?:-|–|to|and|&|/|\+)\s*y?\d{{1,2}})*|\bks\s?\d|key stage \d|\b\d{{1,2}}[a-f]\b", re.I
)


def could_be_anybody(whom: str) -> bool:
    """Say whether nothing is left of it that would tell one pupil from another."""
    return bool(whom.strip()) and not re.search(r"\w", ANYBODY.sub(" ", whom))


def only_a_name(done: str, *, fewest: int = 3) -> bool:
    """Say whether it has fewer words than the fewest, or hardly one that says what is done."""
    left = re.findall(r"[^\W_]+", EMPTY.sub(" ", done))
    return bool(done.strip()) and (len(done.split()) < fewest or len(left) < 2)


def pupils_in(text: str) -> str:
    """Give the first year, class or key stage it names, or an empty text."""
    found = PUPILS.search(text)
    return found[0] if found else ""


def says_how_many(text: str, *, whom: bool = False) -> bool:
    """Say whether it has a number of people; a text about `whom` may have it as a figure alone."""
    return bool(MANY.search(text) or (whom and re.search(r"\b\d+\b", A_FIGURE.sub(" ", text))))


# --- what is counted --------------------------------------------------------------------------------------

VAGUE = any_of(
    r"better|improv\w+|rais(?:e|es|ed|ing)|enhanc\w+|boost\w*|engag\w+|support\w*|some|progress\w*|attitudes?|"
    r"confiden\w+|well-?being|happ\w+|behaviou?r|standards|various|certain|more|several|impact|outcomes?|"
    r"difference|resilien\w+|motivat\w+|aspirations?|attainment|achievement|independen\w+|self.esteem|mindset|"
    "potential|understanding|focus|learning|skills|readiness|belonging|ethos|culture|love of"
)
MEASURE = any_of(
    r"shares? of|number of|proportion|rates? of|scores?|scored|scoring|(?:a|the|each|\d+).\w+ test|marks|"
    "questionnaires?|surveys?|checklists?|quiz(?:zes)?|tally|absen(?:ce|ces|t)|attend(?:ance)?|how (?:many|"
    "often)|reading ages?|sats?|gcses?|ngrt|sdq|screening|phonics check|on average|fewer|(?:per cent|"
    "percentage) of|at least half|more than (?:a|one) (?:third|half|quarter)"
)
COUNTABLE = any_of(
    "shares?|numbers?|tests?|marks?|points?|grades?|assessments?|average|percentages?|ages?|sessions?|days?|"
    "minutes?|hours?|mins|times|counts?|counted|scales?|registers?|rated|ratings?|rates?|logs?|logged|"
    "diar(?:y|ies)|incidents?|detentions?|suspensions?|exclusions?|removals?|referrals?|sanctions?|merits?|"
    "call-?outs?|lates?|lateness|deadlines?|prompts?|errors?|mistakes?|pages?|visits?|calls home|laps|uptake|"
    "entries|borrow(?:ed|ings?)|fewer|calls|sign-?ups|turnout|applications|words (?:read|known|correct|spelt|"
    "written)|books (?:read|borrowed|finished)|correct (?:words|sentences)|per (?:week|day|hour|pupil|child|"
    r"lesson|minute|term|month|class|head)|(?:a|each|every) (?:week|day|lesson)|out of \d+|% (?:of|attend\w+|"
    "who|with|at|in)"
)
A_SHARE = re.compile(
    rf"(?:\bby |\bat least |\ba |\b)(?:(?:\d+|{'|'.join(NUMBERS)}|ten|twenty|thirty|fifty) ?(?:%|per ?cent\b))",
    re.IGNORECASE,
)


def counted_in(text: str, *, strictly: bool = False) -> str:
    """Give a word for something counted or scored; `strictly` leaves out what may only be what is done."""
    found = MEASURE.search(text) or (None if strictly else COUNTABLE.search(text))
    return found[0] if found else ""


def vague_in(text: str) -> str:
    """Give the first word that can mean many things."""
    found = VAGUE.search(text)
    return found[0].lower() if found else ""


def per_cent_of_nothing(outcome: str, question: str) -> str:
    """Give the vague word of which a per cent is to be gained where nothing is counted, or an empty text."""
    if counted_in(A_SHARE.sub(" ", outcome)) or counted_in(A_SHARE.sub(" ", question), strictly=True):
        return ""
    return vague_in(outcome) if A_SHARE.search(f"{outcome} {question}") else ""


# --- how long ---------------------------------------------------------------------------------------------

SPAN = re.compile(
    rf"\b({NUMBER})\W+(?:school |whole |full |academic )?(half.?terms?|terms?|weeks?|months?|years?)\b",
    re.IGNORECASE,
)
FROM_TO = re.compile(
    rf"\b({NAMED}|may)\.?\s*(?:\d{{4}}\s*)?(?:-|–|to|until|till|and)\s*({NAMED}|may)\b", re.IGNORECASE
)
ONE_TERM = re.compile(
    r"\b(?:autumn|spring|summer)(?: ?([12]))?\b|\b(?:this|next|the|per) (half.?)?term\b", re.I
)
WHEN = re.compile(
    rf"\b(?:by|in|before|until|after|over|within|during|this|next|from)\b[^,.;?]*?\b(?:{MONTH}|easter|christmas|"
    r"half.?term|terms?|weeks?|months?|years?(?! ?\d)|autumn|spring|summer)\b",
    re.IGNORECASE,
)
UNITS = {
    "half": 0.5,
    "term": 1,
    "week": 1 / WEEKS_IN_A_TERM,
    "month": 1 / MONTHS_IN_A_TERM,
    "year": TERMS_IN_A_YEAR,
}


def terms_in(time: str) -> float | None:
    """Work out how many school terms it speaks of, as nearly as the words say; None where they do not.

    >>> terms_in("September to December"), terms_in("two years"), terms_in("when it is ready")
    (1.0, 6.0, None)
    """
    if between := FROM_TO.search(time):
        first, last = (MONTHS.index(month[:3].lower()) for month in between.groups())
        return ((last - first) % 12 + 1) / MONTHS_IN_A_TERM
    if span := SPAN.search(time):
        unit = next(value for name, value in UNITS.items() if span[2].lower().startswith(name))
        return _figure(span[1]) * unit
    season = ONE_TERM.search(time)
    return None if season is None else 0.5 if season[1] or season[2] else 1.0


def _figure(word: str) -> float:
    low = word.lower()
    if low[0].isdigit():
        return float(low)
    return 0.5 if low.startswith("half") else NUMBERS.index(low) + 1.0 if low in NUMBERS else 1.0


def time_in(question: str) -> str:
    """Give the words that say by when, or an empty text."""
    found = WHEN.search(question)
    return found[0] if found else ""


# --- how it is asked --------------------------------------------------------------------------------------

ASKED = any_of(
    "do|does|did|is|are|was|were|will|would|can|could|has|have|had|should|which|who|what|when|where|why|how|"
    "whether|to what extent|if|among|in|for|with|by|after|over|of|at|on|compared"
)
WORKS = "prove|show|demonstrate|evidence|confirm|justify"
TO_SHOW = re.compile(
    rf"^(?:can we |how can we |(?:we|i) (?:want|need|aim|hope) to |to )?(?:{WORKS}|showcase|celebrate)\b|"
    rf"\b(?:{WORKS}) (?:that|to (?:governors|ofsted|parents|staff)|(?:the|our) (?:impact|value|success|worth))\b",
    re.IGNORECASE,
)
HOW_TO = re.compile(
    r"^(?:how|what)(?: best)? (?:can|could|should|do|might|will|would) (?:we|i|our|the school)\b|"
    r"^(?:how to|what (?:strategies|approaches|(?:is|are) the best))\b",
    re.IGNORECASE,
)
LEADING = re.compile(
    r"^(?:isn't|aren't|don't|doesn't|won't|wouldn't|surely|obviously|clearly|of course|why)\b|\bas we (?:all )?know\b|"
    r"\bhow (?:much|far|well|greatly) (?:has|have|did) [^?]*\b(?:help|improv|benefit|boost|rais|transform|enjoy)\w*|"
    r"\bhow successful\b|\b(?:huge|amazing|fantastic|brilliant|wonderful|great) (?:difference|impact|success|benefits?|"
    r"improvement|results?)\b|\b(?:brilliant|fantastic|amazing|wonderful|excellent|outstanding) new\b",
    re.IGNORECASE,
)
TASK = re.compile(
    r"(?:we (?:will|want|need|aim|are going|plan|would like|must)|our aim|to|set up|"
    r"(?:creat|develop|implement|introduc|embed|improv|rais|launch|writ|run|train|appoint|roll|ensur|reduc|increas|clos|"
    r"deliver|buy|purchas|organis|review|establish|start|build|put|make|get|giv|provid|produc|updat|redesign|recruit|hold|"
    r"complet|hir|install|move|appl|design|plan|carry|boost|use|tackl|promot|rewrit|audit)(?:e|y)?)\b",
    re.IGNORECASE,
)


def how_it_is_asked(question: str) -> tuple[str, str] | None:
    """Name what keeps it from being an open question, with the words that show it: None where it is one."""
    text = question.strip().replace("’", "'")
    for code, pattern in (("to_show", TO_SHOW), ("how_to", HOW_TO), ("leading", LEADING)):
        if found := pattern.search(text):
            return code, found[0].strip().lower()
    if TASK.match(text) and "?" not in text:
        return "task", ""
    return ("no_question", "") if text and "?" not in text and not ASKED.match(text) else None


# --- what would follow ------------------------------------------------------------------------------------

TALK = any_of(
    "discuss(?:ed|ion)?|talk|think|rethink|reflect|consider|reconsider|decide|see|look|feed|feedback|share|"
    "report|meet(?:ing)?|monitor(?:ing)?|evaluate|review(?:ed)?|revisit|explore|investigate|assess|sure|know|"
    "yet|unsure|unknown|tb[cd]|depends|n/?a|governors|slt|wait"
)
AROUND = any_of(
    "we'll|we'd|let's|we|will|would|should|then|to|it|this|that|the|a|an|as|and|or|of|with|at|in|into|on|about|for|what|"
    "why|how|if|is|be|not|don't|do|have|take|bring|back|again|more|further|keep|continue|next|steps?|"
    "options?|results?|findings|data|outcomes?|happens|happened|goes|went|going|forward|together|team|staff|"
    "department|colleagues|meeting|leaders|adapt|refine|carefully|later|re|our|us|over"
)
ALL_THE_SAME = any_of(
    "whatever (?:the|happens|comes)|regardless|in any case|either way|no matter|anyway|already (?:bought|paid|signed|decided|booked|committed)"
)
ALIKE = 0.75  # of the words that carry a step, in both answers
SAME = {
    "keep": any_of(r"carr(?:y|ies|ied)|continu\w*|maintain\w*|go|goes|going|stay\w*|still|kept"),
    "extend": any_of(r"expand\w*|roll\w*|spread|scale"),
}
TURN = any_of("not|no|don|stop|drop|end|cancel|without|instead|back|return|only|less|fewer|half|never|leave")
PLAIN = any_of(
    "we|will|would|ll|the|a|an|it|to|of|in|on|for|and|or|as|is|are|be|gets?|got|have|has|with|at|by|this|that|then|our|"
    "all|us|out|up|doing|do|so|just|also|anyway|again"
)


def foregone(answer: str) -> bool:
    """Say whether an answer that is no yes says that what was to be done is done all the same."""
    return bool(ALL_THE_SAME.search(answer))


def left_open(answer: str) -> bool:
    """Say whether the answer leaves the step to be found: talk, see, look into it, or a mere mark."""
    text = answer.replace("’", "'")
    if answer and not re.search(r"\w", answer):
        return True
    return bool(TALK.search(text)) and not re.search(r"\w", AROUND.sub(" ", TALK.sub(" ", text)))


def same_step(one: str, other: str, *, wholly: bool = False) -> bool:
    """Say whether two answers come to the same step in other words; `wholly` asks for all words of both."""
    first, second = _steps(one), _steps(other)
    if not first or not second:
        return one.strip().casefold() == other.strip().casefold() != ""
    if any(TURN.fullmatch(word) or word[0].isdigit() for word in first ^ second):
        return False
    fewest = min(len(first), len(second))
    whole = len(first | second) if wholly or fewest == 1 else fewest
    return len(first & second) / whole >= ALIKE


def _steps(answer: str) -> set[str]:
    """Give the words that carry a step, without their endings and with one word for what means the same."""
    words = re.findall(r"[a-z]+\d*|\d+", answer.casefold().replace("'", " "))
    return {_stem(word) for word in words if not PLAIN.fullmatch(word)}


def _stem(word: str) -> str:
    known = next((name for name, words in SAME.items() if words.fullmatch(word)), word)
    short = re.sub(r"(?:ing|ed|es|s|als?)$", "", known)
    return short if len(short) > 2 else known
