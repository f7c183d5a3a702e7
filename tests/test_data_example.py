"""The example network: published figures from its marks, the same bytes each time, and a truth that holds."""

from __future__ import annotations

import errno
import hashlib
import itertools
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest

from enquiry_lib import errors
from enquiry_lib.data import example
from enquiry_lib.data.example import build_example, example_network
from enquiry_lib.data.loading import check_data, load_table
from enquiry_lib.data.templates import TABLES
from enquiry_lib.store.network import Network, load_network
from enquiry_lib.store.record import Group
from enquiry_lib.store.saving import load_record
from enquiry_lib.store.shipped import shipped

DATA_OF_GENERATOR_1 = "4b3ad35d9a8e4ee857ea11fb5d1d06b52fb593953498a3114f4787121616b37b"
ATTENDED, NOT_POSSIBLE = ("present", "approved activity"), "not possible"


def tree_hash(folder: Path, pattern: str = "**/*") -> str:
    """Give one hash of the names and the bytes of all files below a folder."""
    whole = hashlib.sha256()
    for file in sorted(path for path in folder.glob(pattern) if path.is_file()):
        whole.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    return whole.hexdigest()


def truth_of(network: Network) -> dict[str, Any]:
    """Give what truth.json says of each school."""
    truth: dict[str, Any] = json.loads((network.folder / "truth.json").read_text(encoding="utf-8"))
    return truth["schools"]


def read(network: Network, school: str, table: str) -> pd.DataFrame:
    """Read a table with pandas alone, everything as text."""
    return pd.read_csv(network.data_folder(school) / f"{table}.csv", dtype=str, keep_default_na=False)


def by_year(network: Network, school: str) -> pd.DataFrame:
    """Work out attendance from the marks, independently of the library: one row a school year."""
    codes = pd.read_csv(shipped("reference") / "england" / "register_codes.csv", dtype=str)
    marks = read(network, school, "attendance").merge(codes, left_on="mark", right_on="code", how="left")
    marks = marks[marks["class"] != NOT_POSSIBLE]
    marks["missed"] = ~marks["class"].isin(ATTENDED)
    marks["year"] = np.where(marks["date"] < "2025-08-01", "2024/25", "2025/26")
    pupils = marks.groupby(["year", "pupil_id"])["missed"].agg(["sum", "size"]).reset_index()
    pupils["persistent"] = pupils["sum"] * 10 >= pupils["size"]
    pupils["severe"] = pupils["sum"] * 2 >= pupils["size"]
    pupils["a_tenth_of_the_year"] = pupils["sum"] * 10 >= pupils.groupby("year")["size"].transform("max")
    years = pupils.groupby("year").agg(
        roll=("pupil_id", "size"),
        missed=("sum", "sum"),
        possible=("size", "sum"),
        persistent=("persistent", "sum"),
        severe=("severe", "sum"),
        naive=("a_tenth_of_the_year", "sum"),
    )
    years["percent"] = np.floor(1000 * (1 - years["missed"] / years["possible"]) + 0.5) / 10
    return years


@pytest.fixture(scope="module")
def six(tmp_path_factory: pytest.TempPathFactory) -> Network:
    """Build the default example once."""
    return build_example(tmp_path_factory.mktemp("example") / "six")


@pytest.fixture(scope="module")
def thirty(tmp_path_factory: pytest.TempPathFactory) -> Network:
    """Build thirty schools once."""
    return build_example(tmp_path_factory.mktemp("example") / "thirty", schools=30, seed=7)


# --- the published figures --------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 7, 2026])
def test_the_first_school_gives_the_published_figures(seed: int, tmp_path: Path) -> None:
    """Whatever the seed: 94.9% and 44 of 311 persistently absent, then 97.0% and 13 of 336."""
    years = by_year(build_example(tmp_path, schools=1, seed=seed), "hoppletarn-primary")
    assert years["percent"].to_dict() == {"2024/25": 94.9, "2025/26": 97.0}
    assert years["roll"].to_dict() == {"2024/25": 311, "2025/26": 336}
    assert years["persistent"].to_dict() == {"2024/25": 44, "2025/26": 13}
    assert (years["severe"].between(1, 9)).all()


def test_only_own_possible_sessions_give_the_published_count(six: Network) -> None:
    """Somebody is persistently absent of a short stay, whom a tenth of the full year would overlook."""
    years = by_year(six, "hoppletarn-primary")
    assert (years["naive"] < years["persistent"]).all()


def test_a_full_year_has_380_sessions_and_most_pupils_are_in_both_years(six: Network) -> None:
    """Two years of 190 days, no pupil twice in one session, leavers and joiners few."""
    marks = read(six, "hoppletarn-primary", "attendance")
    assert not marks.duplicated(["pupil_id", "date", "session"]).any()
    earlier = marks["date"] < "2025-08-01"
    first, second = set(marks["pupil_id"][earlier]), set(marks["pupil_id"][~earlier])
    assert marks[earlier].groupby("pupil_id").size().max() == 380
    assert marks[~earlier].groupby("pupil_id").size().max() == 380
    assert len(first & second) > 0.7 * len(first)
    assert first | second == set(read(six, "hoppletarn-primary", "pupils")["pupil_id"])


def test_the_secondary_attends_82_percent(six: Network) -> None:
    """One autumn term of marks gives 82.0%, on a roll of 480."""
    years = by_year(six, "marrowgate-high")
    assert years["percent"].tolist() == [82.0]
    assert years["roll"].tolist() == [480]


# --- the same seed, the same bytes ------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bytes_in_another_process(six: Network, tmp_path: Path) -> None:
    """Two builds agree in every byte of every file, however Python orders its sets."""
    code = "import sys; from pathlib import Path; from enquiry_lib.data.example import build_example; build_example(Path(sys.argv[1]))"
    environment = os.environ | {"PYTHONHASHSEED": "4711"}
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "again")], check=True, env=environment)
    assert tree_hash(tmp_path / "again") == tree_hash(six.folder)


def test_the_data_are_those_of_this_generator(six: Network) -> None:
    """The tables' bytes are pinned: who changes them on purpose raises GENERATOR, and pins them anew."""
    assert example.GENERATOR == 1
    assert tree_hash(six.folder, "schools/*/data/*.csv") == DATA_OF_GENERATOR_1


def test_another_seed_gives_other_bytes(six: Network, tmp_path: Path) -> None:
    """With seed 2 each school's tables differ from those of seed 1."""
    other = build_example(tmp_path, seed=2)
    for school in six.schools:
        for table in TABLES:
            name = f"{table}.csv"
            mine, theirs = six.data_folder(school.id) / name, other.data_folder(school.id) / name
            assert mine.read_bytes() != theirs.read_bytes()


def test_more_schools_leave_the_first_as_they_were(six: Network, tmp_path: Path) -> None:
    """A larger example of the same seed begins with the same schools."""
    eight = build_example(tmp_path, schools=8)
    for school in six.schools:
        assert tree_hash(eight.school_folder(school.id)) == tree_hash(six.school_folder(school.id))


# --- the files pass ---------------------------------------------------------------------------------------


def test_every_table_passes_the_dictionary(thirty: Network) -> None:
    """Reading any table that is there finds nothing to put right, within it or against the pupils."""
    for school, table in itertools.product(thirty.schools, TABLES):
        if (thirty.data_folder(school.id) / f"{table}.csv").exists():
            assert load_table(thirty.data_folder(school.id), table).problems == ()


def test_the_tables_of_a_school_agree_with_one_another(six: Network) -> None:
    """The check across tables finds no pupil who is in one and not in another."""
    for school in six.schools:
        assert check_data(six.data_folder(school.id)).problems == ()


def test_every_mark_is_a_register_code(thirty: Network) -> None:
    """No mark is used that the reference data do not know."""
    known = set(pd.read_csv(shipped("reference") / "england" / "register_codes.csv", dtype=str)["code"])
    for school in thirty.schools:
        if (thirty.data_folder(school.id) / "attendance.csv").exists():
            used = set(read(thirty, school.id, "attendance")["mark"])
            assert used <= known
            assert {"/", "\\", "L", "I", "V"} <= used


def test_codes_of_pupils_are_unique_and_of_the_stated_form(thirty: Network) -> None:
    """Eight letters and digits, at least two of each, and no code twice in the whole network."""
    files = thirty.folder.glob("schools/*/data/pupils.csv")
    codes = [code for file in files for code in pd.read_csv(file, dtype=str)["pupil_id"]]
    assert len(codes) == len(set(codes)) > 5000
    assert all(re.fullmatch(r"(?=(?:.*[2-9]){2})(?=(?:.*[A-Z]){2})[A-Z2-9]{8}", code) for code in codes)


def test_some_drawn_schools_lack_data(thirty: Network) -> None:
    """One school in ten has no table and a record barely begun; about one in ten lacks one table."""
    having = {school.id: len(list(thirty.data_folder(school.id).glob("*.csv"))) for school in thirty.schools}
    counts = list(having.values())
    assert (counts.count(0), counts.count(2)) == (3, 2)
    empty = [load_record(thirty.enquiries(school)[0]) for school, tables in having.items() if not tables]
    assert all(record.priorities.concern and not record.question.question for record in empty)


def test_one_school_lies_in_a_nation_without_benchmarks(six: Network) -> None:
    """The sixth school is in Wales; the others in England."""
    assert [school.nation for school in six.schools] == ["England"] * 5 + ["Wales"]
    assert not (shipped("reference") / "wales").exists()


# --- the records ------------------------------------------------------------------------------------------


def sentences(record: Path) -> set[str]:
    """Give the sentences of forty signs or more that people wrote; what they ticked is the same in each."""
    written = re.findall(r': "(.*)"|^ +"(.*)"', record.read_text(encoding="utf-8"), flags=re.MULTILINE)
    parts = {part.strip() for text in written for part in re.split(r"[.?!;]", "".join(text))}
    return {part for part in parts if len(part) >= 40} - set(get_args(Group))


def test_every_frozen_plan_carries_its_own_hash(thirty: Network) -> None:
    """The hash verifies after the record has been written and read again."""
    plans = [load_record(thirty.enquiries(school.id)[0]).evaluation_plan for school in thirty.schools]
    frozen = [plan for plan in plans if plan.freeze]
    assert len(frozen) > 20
    assert all(plan.freeze and plan.freeze.hash == plan.content_hash() for plan in frozen)


def test_the_first_six_share_no_long_sentence(six: Network) -> None:
    """Each school tells a story of its own: no sentence of forty signs occurs in two records."""
    told = [sentences(six.enquiries(school.id)[0]) for school in six.schools]
    assert all(len(said) > 10 for said in told)
    for mine, theirs in itertools.combinations(told, 2):
        assert not mine & theirs


# --- the truth --------------------------------------------------------------------------------------------


def scores_of(network: Network, school: str, measure: str) -> pd.DataFrame:
    """Give one row a pupil: the score on each occasion, the arm, pupil premium."""
    rows = read(network, school, "outcomes").query("measure == @measure").astype({"score": float})
    wide = rows.pivot(index="pupil_id", columns="occasion", values="score")
    wide["arm"] = rows.drop_duplicates("pupil_id").set_index("pupil_id")["arm"]
    return wide.join(read(network, school, "pupils").set_index("pupil_id")["pupil_premium"] == "yes")


def test_marks_give_the_true_attendance(thirty: Network) -> None:
    """Rolls, rates to one decimal place and counts of absent pupils are those of truth.json, in each school."""
    for school, truth in truth_of(thirty).items():
        if "attendance" not in truth["tables"]:
            continue
        found = by_year(thirty, school)
        for year in truth["attendance"]:
            row = found.loc[year["year"]]
            assert row["roll"] == year["roll"]
            assert (row["persistent"], row["severe"]) == (
                year["persistently_absent"],
                year["severely_absent"],
            )
            assert 100 * (1 - row["missed"] / row["possible"]) == pytest.approx(year["percent"], abs=0.02)


def test_estimates_lie_around_the_true_effect(thirty: Network) -> None:
    """Adjusted differences between the arms, less the truth, over their standard errors, look standard normal."""
    wrongs = []
    for school, truth in truth_of(thirty).items():
        if truth["design"] not in ("randomised", "comparison") or "outcomes" not in truth["tables"]:
            continue
        if "pupils" in truth["tables"]:
            pupils = scores_of(thirty, school, truth["measure"]).dropna()
            estimate, error = adjusted_difference(pupils)
            wrongs.append((estimate - 15 * truth["effect_size"]) / error)
    assert len(wrongs) >= 8
    assert max(map(abs, wrongs)) < 3.5
    assert abs(np.mean(wrongs)) < 3 / np.sqrt(len(wrongs))


def adjusted_difference(pupils: pd.DataFrame) -> tuple[float, float]:
    """Give the least-squares difference between the arms, adjusted for baseline and premium, and its error."""
    design = np.column_stack(
        [
            np.ones(len(pupils)),
            pupils["arm"] == "intervention",
            pupils["baseline"],
            pupils["pupil_premium"],
        ]
    ).astype(float)
    outcome = pupils["follow_up"].to_numpy()
    fitted, residual, *_ = np.linalg.lstsq(design, outcome, rcond=None)
    variance = residual[0] / (len(pupils) - design.shape[1]) * np.linalg.inv(design.T @ design)[1, 1]
    return float(fitted[1]), float(np.sqrt(variance))


@pytest.mark.parametrize(("school", "others_rise"), [("saddlerigg-academy", False), ("nant-helygfaen", True)])
def test_gaps_narrow_by_levelling_down_and_by_improvement(
    thirty: Network, school: str, others_rise: bool
) -> None:
    """In the fifth school the gap narrows because others fall; in the sixth everybody gains."""
    truth, pupils = truth_of(thirty)[school], scores_of(thirty, school, truth_of(thirty)[school]["measure"])
    means = pupils.groupby("pupil_premium")[["baseline", "follow_up"]].mean()
    gaps = (means.loc[False] - means.loc[True]) / 15
    assert gaps["baseline"] == pytest.approx(truth["gap_before"], abs=0.03)
    assert gaps["follow_up"] == pytest.approx(truth["gap_after"], abs=0.3)
    change = means["follow_up"] - means["baseline"]
    assert (change[False] > 1.5) if others_rise else (change[False] < -3)
    assert (change[True] > 5) if others_rise else (abs(change[True]) < 3)


def test_the_trial_is_as_described(six: Network) -> None:
    """About sixty pupils in two arms that began alike, a correlation near 0.7, a screening gap near 0.4."""
    pupils = scores_of(six, "quillbeck-primary", "Reading comprehension")
    assert 52 <= len(pupils) <= 60
    assert abs(pupils["arm"].value_counts().diff().iloc[-1]) <= 2
    assert pupils["baseline"].corr(pupils["follow_up"]) == pytest.approx(0.7, abs=0.15)
    assert abs(pupils.groupby("arm")["baseline"].mean().diff().iloc[-1]) < 0.25 * 15
    screened = scores_of(six, "quillbeck-primary", "Reading screening").groupby("pupil_premium")["baseline"]
    assert screened.mean().diff().iloc[-1] / 15 == pytest.approx(-0.4, abs=0.05)


# --- where it is kept -------------------------------------------------------------------------------------


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the example in a folder of this test's own."""
    monkeypatch.setenv("ENQUIRY_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_the_example_builds_itself_once(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first call builds and leaves nothing else behind; later calls give what is there."""
    place = example_network()
    assert len(load_network(place).schools) == 6
    assert list(cache.iterdir()) == [place]
    monkeypatch.setattr(example, "build_example", lambda folder: pytest.fail("built a second time"))
    assert example_network() == place


def test_a_program_that_was_quicker_wins(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When another program has put the example there meanwhile, that one is used and ours is cleared away."""
    build = build_example

    def build_twice(folder: Path) -> None:
        build(folder, schools=1)
        quicker = next(path for path in cache.iterdir()).name.removeprefix(".").rsplit("-", 1)[0]
        build(cache / quicker, schools=2)

    monkeypatch.setattr(example, "build_example", build_twice)
    place = example_network()
    assert len(load_network(place).schools) == 2
    assert list(cache.iterdir()) == [place]


def test_a_failed_build_leaves_nothing(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is said in plain words, and no half of an example stays behind."""

    def full(path: Path, content: bytes | str) -> None:
        raise errors.CannotWrite(path.parent, file=path.name, why=os.strerror(errno.ENOSPC).lower())

    monkeypatch.setattr(example, "write_whole", full)
    with pytest.raises(errors.CannotWrite, match="no space left"):
        example_network()
    assert list(cache.iterdir()) == []


def test_a_cache_that_cannot_be_made_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file where the cache folder should be gives an error that names it."""
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("ENQUIRY_CACHE", str(tmp_path / "file"))
    with pytest.raises(errors.CannotWrite, match="file"):
        example_network()


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    """A folder with something in it is refused and keeps what it holds."""
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(errors.FolderInUse):
        build_example(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]
