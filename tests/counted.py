"""Invented pupils, what reports count of them, and an audit of what a reader could work out.

The audit knows nothing of how `data.privacy` chooses, and shares no code with it. It is given what a reader has: the
counts that are shown, now and in reports published before, which are totals of which, and which pupils (as far as the
frames say) are in two groups at once. A linear programme then finds the least and the most of every small number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, vstack

Frame = pd.DataFrame
Row = tuple[str, int, str, frozenset[str]]

COLUMNS = ["id", "count", "margin", "who"]


def frame(rows: Iterable[tuple[str, int, str]]) -> Frame:
    """Counts without anybody's name: id, count, margin."""
    return pd.DataFrame(list(rows), columns=["id", "count", "margin"])


# --- single tables ----------------------------------------------------------------------------------------


def some_count(draw: Random) -> int:
    """A count as schools have them: many none, many small, some large."""
    return draw.choice(
        (0, 0, draw.randint(1, 4), draw.randint(1, 12), draw.randint(5, 40), draw.randint(10, 90))
    )


def one_way(draw: Random) -> Frame:
    """A total and its parts."""
    parts = [some_count(draw) for _ in range(draw.randint(1, 8))]
    return frame([("all", sum(parts), ""), *((f"part {number}", n, "all") for number, n in enumerate(parts))])


def two_way(draw: Random) -> Frame:
    """A table with its row and column totals and a grand total, which everybody knows to be one number."""
    height, width = draw.randint(1, 5), draw.randint(1, 5)
    cells = {(r, c): some_count(draw) for r in range(height) for c in range(width)}
    rows = [(f"{r},{c}", n, margin) for (r, c), n in cells.items() for margin in (f"row {r}", f"column {c}")]
    rows += [(f"row {r}", sum(cells[r, c] for c in range(width)), "rows") for r in range(height)]
    rows += [(f"column {c}", sum(cells[r, c] for r in range(height)), "columns") for c in range(width)]
    return frame([*rows, *((name, sum(cells.values()), "") for name in ("rows", "columns"))])


def hierarchy(draw: Random) -> Frame:
    """A total of groups, each a total of smaller ones, each a total of its own parts."""
    rows: list[tuple[str, int, str]] = []

    def grow(name: str, margin: str, depth: int) -> int:
        parts = range(draw.randint(1, 4)) if depth else ()
        count = sum(grow(f"{name}.{part}", name, depth - 1) for part in parts) if depth else some_count(draw)
        rows.append((name, count, margin))
        return count

    grow("all", "", draw.randint(1, 3))
    return frame(rows)


# --- a report: many results about the same pupils ---------------------------------------------------------


@dataclass(frozen=True)
class Pupil:
    """An invented pupil: groups (empty where unknown), how much was missed in two years, and the scores there are."""

    name: str
    groups: tuple[str, ...]
    absent: tuple[int, int]  # 0 hardly, 1 persistently, 2 severely
    scored: tuple[bool, bool]
    arm: str


GROUPS = (
    ("girl", "boy"),
    ("premium", "others", ""),
    ("year 7", "year 8", "year 9"),
    ("support", "none", "none", ""),
)


def some_pupil(draw: Random, number: int, columns: int) -> Pupil:
    """One pupil, with so many columns of groups."""
    groups = tuple(draw.choice(kinds) if draw.random() < 0.9 else kinds[0] for kinds in GROUPS[:columns])
    absent = tuple(draw.choices((0, 1, 2), (75, 18, 7))[0] for _ in range(2))
    scored = (draw.random() < 0.93, draw.random() < 0.9)
    return Pupil(f"P{number:05d}", groups, (absent[0], absent[1]), scored, draw.choice(("new", "usual")))


def some_pupils(draw: Random, size: int, columns: int = 3) -> list[Pupil]:
    """A list of pupils."""
    return [some_pupil(draw, number, columns) for number in range(size)]


def _row(name: str, pupils: Iterable[Pupil], margin: str = "") -> Row:
    who = frozenset(pupil.name for pupil in pupils)
    return name, len(who), margin, who


def _parted(
    name: str, pupils: Sequence[Pupil], margin: str, parts: dict[str, Callable[[Pupil], bool]]
) -> Iterator[Row]:
    """A total with its parts."""
    yield _row(name, pupils, margin)
    for part, belongs in parts.items():
        yield _row(f"{name}|{part}", filter(belongs, pupils), name)


def _absence(name: str, pupils: Sequence[Pupil], year: int, margin: str = "") -> Iterator[Row]:
    """Pupils, those persistently absent among them, and the severely absent among these."""
    persistent = [pupil for pupil in pupils if pupil.absent[year]]
    yield from _parted(name, pupils, margin, {"others": lambda pupil: not pupil.absent[year]})
    severe = {
        "severe": lambda pupil: pupil.absent[year] == 2,
        "not severe": lambda pupil: pupil.absent[year] == 1,
    }
    yield from _parted(f"{name}|persistent", persistent, name, severe)


def report(pupils: Sequence[Pupil]) -> Frame:
    """What a real report counts of its pupils, one result after the other: absence, groups, gaps, arms."""
    columns = range(len(pupils[0].groups)) if pupils else ()
    kinds = [sorted({pupil.groups[column] for pupil in pupils} - {""}) for column in columns]
    rows = [row for year in (0, 1) for row in _absence(f"year {year}", pupils, year)]
    for column in columns:
        known = [pupil for pupil in pupils if pupil.groups[column]]
        rows.append(_row(f"known {column}", known))
        for kind in kinds[column]:
            members = [pupil for pupil in known if pupil.groups[column] == kind]
            for year in (0, 1):
                rows += _absence(f"year {year}|{kind}", members, year)
            rows.append(_row(f"members|{kind}", members, f"known {column}"))
    return _framed([*rows, *_scores(pupils, columns, kinds)])


def _scores(pupils: Sequence[Pupil], columns: Iterable[int], kinds: Sequence[Sequence[str]]) -> Iterator[Row]:
    """Pupils with both scores, by group and by arm, and the few who have only the first."""
    start = [pupil for pupil in pupils if pupil.scored[0]]
    both = {"both": lambda pupil: pupil.scored[1], "left": lambda pupil: not pupil.scored[1]}
    yield from _parted("scored", start, "", both)
    kept = [pupil for pupil in start if pupil.scored[1]]
    for column in columns:
        parts = {kind: lambda pupil, c=column, k=kind: pupil.groups[c] == k for kind in kinds[column]}
        yield from _parted(f"scores by {column}", [p for p in kept if p.groups[column]], "", parts)
    yield _row("scored, by arm", start)
    for arm in ("new", "usual"):
        yield from _parted(
            f"arm {arm}", [pupil for pupil in start if pupil.arm == arm], "scored, by arm", both
        )


def _framed(rows: Iterable[Row]) -> Frame:
    return pd.DataFrame(list(dict.fromkeys(rows)), columns=COLUMNS)


def without_one(draw: Random, pupils: Sequence[Pupil]) -> list[Pupil]:
    """The same pupils, but for one who has left."""
    gone = draw.randrange(len(pupils))
    return [pupil for number, pupil in enumerate(pupils) if number != gone]


def with_one_more(draw: Random, pupils: Sequence[Pupil]) -> list[Pupil]:
    """The same pupils, and one who has come."""
    return [*pupils, some_pupil(draw, 99_999, len(pupils[0].groups))]


def with_one_regrouped(draw: Random, pupils: Sequence[Pupil]) -> list[Pupil]:
    """The same pupils, one of them in another group."""
    one = draw.randrange(len(pupils))
    changed = list(pupils)
    column = draw.randrange(len(pupils[one].groups))
    other = draw.choice([kind for kind in GROUPS[column] if kind != pupils[one].groups[column]])
    groups = tuple(other if c == column else kind for c, kind in enumerate(pupils[one].groups))
    changed[one] = replace(pupils[one], groups=groups)
    return changed


# --- the audit --------------------------------------------------------------------------------------------


def small_numbers(
    now: Frame, hidden: Iterable[str], limit: int, earlier: Sequence[Frame] = ()
) -> pd.DataFrame:
    """Give every small number with the least and the most it can be (the most up to the threshold; name, low, high).

    Small numbers are hidden counts below the threshold, now and in earlier reports, and differences of so few between
    a group and another within it, unless two published counts tell it.
    """
    reader = _Reader(now, frozenset(hidden), earlier, limit)
    return reader.worked_out()


class _Reader:
    """Somebody who has every report, and a computer."""

    def __init__(self, now: Frame, hidden: frozenset[str], earlier: Sequence[Frame], limit: int) -> None:
        self.limit = limit
        self.names: list[str] = []
        self.counts: list[int] = []
        self.who: list[frozenset[str]] = []
        self.seen: list[bool] = []
        self.published: list[bool] = []
        self.equations: list[dict[int, float]] = []
        self._read(now.assign(hidden=now["id"].isin(hidden)), "")
        for number, old in enumerate(earlier):
            self._read(old, f"report {number}: ")
        self.sought = [
            place for place, count in enumerate(self.counts) if 0 < count < limit and not self.seen[place]
        ]
        self._differences()
        self._same_pupils()

    def _add(self, name: str, count: int, who: frozenset[str], *, seen: bool, published: bool) -> int:
        self.names.append(name)
        self.counts.append(count)
        self.who.append(who)
        self.seen.append(seen)
        self.published.append(published)
        return len(self.names) - 1

    def _read(self, table: Frame, prefix: str) -> None:
        places: dict[str, int] = {}
        pupils = table["who"] if "who" in table else [frozenset()] * len(table)
        for name, count, who, gone in zip(table["id"], table["count"], pupils, table["hidden"], strict=True):
            if name not in places:
                places[name] = self._add(prefix + name, count, who, seen=not gone, published=bool(prefix))
        for margin, rows in table[table["margin"] != ""].groupby("margin"):
            parts = {places[name] for name in rows["id"]}
            if margin in places and sum(self.counts[part] for part in parts) == self.counts[places[margin]]:
                self.equations.append({places[margin]: 1.0} | dict.fromkeys(parts, -1.0))

    def _same_pupils(self) -> None:
        first: dict[tuple[frozenset[str], int], int] = {}
        for place, who in enumerate(self.who):
            same = first.setdefault((who, self.counts[place]), place)
            if who and same != place:
                self.equations.append({same: 1.0, place: -1.0})

    def _differences(self) -> None:
        groups = [place for place, who in enumerate(self.who) if who]
        for larger in groups:
            for smaller in groups:
                few = self.counts[larger] - self.counts[smaller]
                out = all(self.seen[each] and self.published[each] for each in (larger, smaller))
                if 0 < few < self.limit and not out and self.who[smaller] < self.who[larger]:
                    name = f"{self.names[larger]} - {self.names[smaller]}"
                    place = self._add(name, few, self._others(larger, smaller), seen=False, published=False)
                    self.equations.append({larger: 1.0, smaller: -1.0, place: -1.0})
                    self.sought.append(place)

    def _others(self, larger: int, smaller: int) -> frozenset[str]:
        """Whom a difference counts, where that is known."""
        others = self.who[larger] - self.who[smaller]
        return others if len(others) == self.counts[larger] - self.counts[smaller] else frozenset()

    def worked_out(self) -> pd.DataFrame:
        """Solve for the least and the most of each number, unless an earlier solution has shown enough."""
        lows = np.array(
            [count if seen else 0 for count, seen in zip(self.counts, self.seen, strict=True)], float
        )
        highs = np.where(self.seen, lows, np.inf)
        least, most = np.array(self.counts, float), np.array(self.counts, float)
        matrix = self._matrix()
        for place in self.sought:
            for sign, enough in ((1.0, least[place] <= 1), (-1.0, most[place] >= self.limit - 1)):
                if not enough:
                    solved = self._solved(place, sign, matrix, np.column_stack([lows, highs]))
                    least, most = np.minimum(least, solved), np.maximum(most, solved)
        rows = [(self.names[place], least[place], most[place]) for place in self.sought]
        return pd.DataFrame(rows, columns=["name", "low", "high"])

    def _solved(self, place: int, sign: float, matrix: csr_array | None, between: np.ndarray) -> np.ndarray:
        """Give all numbers where one is least (sign 1) or, up to the threshold, most (-1)."""
        costs, between = np.zeros(len(self.names)), between.copy()
        costs[place] = sign
        between[place, 1] = max(self.limit, self.counts[place])
        right = None if matrix is None else np.zeros(matrix.shape[0])
        solved = linprog(costs, A_eq=matrix, b_eq=right, bounds=between, method="highs")
        assert solved.status == 0, solved.message
        return solved.x

    def _matrix(self) -> csr_array | None:
        if not self.equations:
            return None
        rows = []
        for equation in self.equations:
            row = np.zeros((1, len(self.names)))
            row[0, list(equation)] = list(equation.values())
            rows.append(csr_array(row))
        return vstack(rows, format="csr")


# --- the least that could be hidden -----------------------------------------------------------------------


def fewest_hidden(table: Frame, limit: int) -> int:
    """Find by exact search how many numbers of a small table have to be hidden, no number of nobody among them.

    For each small number there are two worlds, one with 1 and one with `limit` of it; a number may differ only where
    it is hidden (whole-number variables, one for each number that is not small).
    """
    counts = dict(zip(table["id"], table["count"], strict=True))
    names = [name for name, count in counts.items() if count]
    true = np.array([counts[name] for name in names], float)
    size, small = len(names), [place for place, count in enumerate(true) if count < limit]
    sums = np.array(
        [
            [(name == m) - (name in set(rows["id"])) for name in names]
            for m, rows in table[table["margin"] != ""].groupby("margin")
        ],
        float,
    )
    worlds = [(place, amount) for place in small for amount in (1, limit)]
    if not worlds:
        return 0
    columns, rules, lows, highs = size * (1 + len(worlds)), [], [], []
    for number, (place, amount) in enumerate(worlds, start=1):
        here = slice(size * number, size * (number + 1))
        for low, high, coefficients in (
            (0, 0, [(here, sums)]),
            (-np.inf, true, [(here, np.eye(size)), (slice(size), -5.0 * limit * np.eye(size))]),
            (true, np.inf, [(here, np.eye(size)), (slice(size), np.diag(true))]),
            (amount, amount, [(here, np.eye(size)[[place]])]),
        ):
            block = np.zeros((len(coefficients[0][1]), columns))
            for where, matrix in coefficients:
                block[:, where] = matrix
            rules.append(block)
            lows.append(np.broadcast_to(low, len(block)))
            highs.append(np.broadcast_to(high, len(block)))
    costs = np.r_[np.ones(size), np.zeros(columns - size)]
    least = np.r_[[float(count < limit) for count in true], np.zeros(columns - size)]
    most = np.r_[np.ones(size), np.full(columns - size, np.inf)]
    solved = milp(
        costs,
        integrality=costs,
        bounds=Bounds(least, most),
        constraints=LinearConstraint(
            csr_array(np.vstack(rules)), np.concatenate(lows), np.concatenate(highs)
        ),
    )
    assert solved.status == 0, solved.message
    return round(solved.fun)
