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
from typing import Any

import numpy as np
import pandas as pd
import pytest

from enquiry_lib import errors
from enquiry_lib.data.checking import check_data
from enquiry_lib.data.example import build_example, example_network
from enquiry_lib.data.example import building as example
from enquiry_lib.data.example.schools import example_schools, kept_tables
from enquiry_lib.data.loading import load_table
from enquiry_lib.data.templates import TABLES
from enquiry_lib.render.identifiers import check_page
from enquiry_lib.store.network import Network, load_network
from enquiry_lib.store.saving import load_record
from enquiry_lib.store.shipped import shipped
from enquiry_lib.store.trial import load_trials

DATA_OF_GENERATOR_4 = "da4e52aee938563422316b5b3aabc72282a7479e36a9f064efea734bd0cbbd0b"
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
def twelve(tmp_path_factory: pytest.TempPathFactory) -> Network:
    """Build the default example once."""
    return build_example(tmp_path_factory.mktemp("example") / "twelve")


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


def test_only_own_possible_sessions_give_the_published_count(twelve: Network) -> None:
    """Somebody is persistently absent of a short stay, whom a tenth of the full year would overlook."""
    years = by_year(twelve, "hoppletarn-primary")
    assert (years["naive"] < years["persistent"]).all()


def test_a_full_year_has_380_sessions_and_most_pupils_are_in_both_years(twelve: Network) -> None:
    """Two years of 190 days, no pupil twice in one session, leavers and joiners few."""
    marks = read(twelve, "hoppletarn-primary", "attendance")
    assert not marks.duplicated(["pupil_id", "date", "session"]).any()
    earlier = marks["date"] < "2025-08-01"
    first, second = set(marks["pupil_id"][earlier]), set(marks["pupil_id"][~earlier])
    assert marks[earlier].groupby("pupil_id").size().max() == 380
    assert marks[~earlier].groupby("pupil_id").size().max() == 380
    assert len(first & second) > 0.7 * len(first)
    assert first | second == set(read(twelve, "hoppletarn-primary", "pupils")["pupil_id"])


def test_the_secondary_attends_82_percent(twelve: Network) -> None:
    """One autumn term of marks gives 82.0%, on a roll of 480."""
    years = by_year(twelve, "marrowgate-high")
    assert years["percent"].tolist() == [82.0]
    assert years["roll"].tolist() == [480]


# --- the same seed, the same bytes ------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bytes_in_another_process(twelve: Network, tmp_path: Path) -> None:
    """Two builds agree in every byte of every file, however Python orders its sets."""
    code = "import sys; from pathlib import Path; from enquiry_lib.data.example import build_example; build_example(Path(sys.argv[1]))"
    environment = os.environ | {"PYTHONHASHSEED": "4711"}
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "again")], check=True, env=environment)
    assert tree_hash(tmp_path / "again") == tree_hash(twelve.folder)


def test_the_data_are_those_of_this_generator(twelve: Network) -> None:
    """The tables' bytes are pinned: who changes them on purpose raises GENERATOR, and pins them anew."""
    assert example.GENERATOR == 4
    assert tree_hash(twelve.folder, "schools/*/data/*.csv") == DATA_OF_GENERATOR_4


def test_another_seed_gives_other_bytes(twelve: Network, tmp_path: Path) -> None:
    """With seed 2 each school's tables differ from those of seed 1, unless they hold totals that were told."""
    other = build_example(tmp_path, seed=2)
    for school in twelve.schools:
        for mine in twelve.data_folder(school.id).glob("*.csv"):
            if mine.stem not in ("attendance_summary", "indicators"):
                assert mine.read_bytes() != (other.data_folder(school.id) / mine.name).read_bytes()


def test_more_schools_leave_the_first_as_they_were(twelve: Network, tmp_path: Path) -> None:
    """A larger example of the same seed begins with the same schools."""
    more = build_example(tmp_path, schools=14)
    for school in twelve.schools:
        assert tree_hash(more.school_folder(school.id)) == tree_hash(twelve.school_folder(school.id))


def test_fewer_schools_are_the_first_of_them(twelve: Network, tmp_path: Path) -> None:
    """A smaller example begins with the same tables, and its trial lists those schools alone."""
    three = build_example(tmp_path, schools=3)
    for school in three.schools:
        assert tree_hash(three.data_folder(school.id)) == tree_hash(twelve.data_folder(school.id))
    (trial,) = load_trials(three)
    assert [start.school for start in trial.started] == [school.id for school in three.schools]


# --- the files pass ---------------------------------------------------------------------------------------


def test_every_table_passes_the_dictionary(thirty: Network) -> None:
    """Reading any table of a drawn school finds nothing to put right, within it or against the pupils."""
    for school, table in itertools.product(thirty.schools[12:], TABLES):
        if (thirty.data_folder(school.id) / f"{table}.csv").exists():
            assert load_table(thirty.data_folder(school.id), table).problems == ()


def test_the_tables_of_a_school_agree_with_one_another(twelve: Network) -> None:
    """The check across tables finds no pupil who is in one and not in another."""
    for school in twelve.schools:
        assert check_data(twelve.data_folder(school.id)).problems == ()


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


def test_codes_of_all_others_look_like_codes_and_are_found_on_a_page(thirty: Network) -> None:
    """Who was asked and what was visited has a code of seven signs, no table's in another, that a page may not hold."""
    ids = {"survey": "respondent_id", "self_assessment": "respondent_id", "voices": "voice_id"}
    ids["observations"] = "observation_id"
    kinds: list[set[str]] = []
    for school, (table, column) in itertools.product(thirty.schools, ids.items()):
        if (thirty.data_folder(school.id) / f"{table}.csv").exists():
            kinds.append(set(read(thirty, school.id, table)[column]))
    codes = set().union(*kinds)
    assert len(codes) == sum(map(len, kinds)) > 500
    assert all(re.fullmatch(r"(?=(?:.*[2-9]){2})(?=(?:.*[A-Z]){2})[A-Z2-9]{7}", code) for code in codes)
    with pytest.raises(errors.IdentifierFound):
        check_page(f'<p title="seen by {min(codes)}">', pupil_ids=codes)


def test_some_drawn_schools_lack_data(thirty: Network) -> None:
    """One drawn school in ten has no table and a record barely begun; about one in ten lacks one table."""
    whole = {
        one.school.id: kept_tables(one.numbers, in_trial=bool(one.trial)) for one in example_schools(30, 7)
    }
    lacking = {
        school.id: len(whole[school.id]) - len(list(thirty.data_folder(school.id).glob("*.csv")))
        for school in thirty.schools
    }
    empty = [school for school, lack in lacking.items() if lack == len(whole[school])]
    assert len(empty) == 2
    assert list(lacking.values()).count(1) == 2
    assert set(list(lacking.values())[:12]) == {0}
    records = [load_record(thirty.enquiries(school)[0]) for school in empty]
    assert all(record.priorities.concern and not record.question.question for record in records)


def test_one_school_lies_in_a_nation_without_benchmarks(twelve: Network) -> None:
    """The sixth school is in Wales; the others in England."""
    assert [school.nation for school in twelve.schools] == ["England"] * 5 + ["Wales"] + ["England"] * 6
    assert not (shipped("reference") / "wales").exists()


# --- the records ------------------------------------------------------------------------------------------


def test_every_frozen_plan_carries_its_own_hash(thirty: Network) -> None:
    """The hash verifies after the record has been written and read again."""
    plans = [load_record(thirty.enquiries(school.id)[0]).evaluation_plan for school in thirty.schools]
    frozen = [plan for plan in plans if plan.freeze]
    assert len(frozen) > 18
    assert all(plan.freeze and plan.freeze.hash == plan.content_hash() for plan in frozen)


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
            apart = (
                truth["sd"]
                * (truth["between_classes"] or 0.0)
                * np.sqrt(sum(1 / n for n in classes_of(thirty, school, pupils)))
            )
            error = float(np.hypot(error, apart))
            wrongs.append((estimate - truth["sd"] * truth["effect_size"]) / error)
    assert len(wrongs) >= 8
    assert max(map(abs, wrongs)) < 3.5
    assert abs(np.mean(wrongs)) < 3 / np.sqrt(len(wrongs))


def classes_of(network: Network, school: str, pupils: pd.DataFrame) -> list[int]:
    """Count the classes of each arm."""
    names = read(network, school, "pupils").set_index("pupil_id")["class_name"]
    return [int(n) for n in pupils.join(names).groupby("arm")["class_name"].nunique()]


@pytest.mark.parametrize("school", ["saddlerigg-academy", "cindermoor-primary"])
def test_a_plan_for_whole_classes_has_them(twelve: Network, school: str) -> None:
    """Where the plan says classes, no class is in both groups, and each group has as many."""
    plan = load_record(twelve.enquiries(school)[0]).evaluation_plan
    assert (plan.unit, plan.freeze is not None) == ("classes", True)
    pupils = scores_of(twelve, school, plan.measure)
    names = read(twelve, school, "pupils").set_index("pupil_id")["class_name"]
    assert pupils.join(names).groupby("class_name")["arm"].nunique().max() == 1
    there, others = classes_of(twelve, school, pupils)
    assert there == others >= 2


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


@pytest.mark.parametrize(("story", "others_rise"), [("second_wind", False), ("words_first", True)])
def test_gaps_narrow_by_levelling_down_and_by_improvement(
    thirty: Network, story: str, others_rise: bool
) -> None:
    """In one story the gap narrows because others fall; in another everybody gains."""
    told = ((school, truth) for school, truth in truth_of(thirty).items() if truth["story"] == story)
    school, truth = next((school, truth) for school, truth in told if len(truth["tables"]) > 2)
    pupils = scores_of(thirty, school, truth["measure"])
    means = pupils.groupby("pupil_premium")[["baseline", "follow_up"]].mean()
    gaps = (means.loc[False] - means.loc[True]) / truth["sd"]
    assert gaps["baseline"] == pytest.approx(truth["gap_before"], abs=0.03)
    assert gaps["follow_up"] == pytest.approx(truth["gap_after"], abs=0.3)
    change = (means["follow_up"] - means["baseline"]) / truth["sd"]
    assert (change[False] > 0.1) if others_rise else (change[False] < -0.2)
    assert (change[True] > 0.33) if others_rise else (abs(change[True]) < 0.2)


def test_the_trial_is_as_described(twelve: Network) -> None:
    """About sixty pupils in two arms that began alike, a correlation near 0.7, a screening gap near 0.4."""
    pupils = scores_of(twelve, "quillbeck-primary", "Reading comprehension")
    assert 52 <= len(pupils) <= 60
    assert abs(pupils["arm"].value_counts().diff().iloc[-1]) <= 2
    assert pupils["baseline"].corr(pupils["follow_up"]) == pytest.approx(0.7, abs=0.15)
    assert abs(pupils.groupby("arm")["baseline"].mean().diff().iloc[-1]) < 0.25 * 15
    screened = scores_of(twelve, "quillbeck-primary", "Reading screening").groupby("pupil_premium")[
        "baseline"
    ]
    assert screened.mean().diff().iloc[-1] / 15 == pytest.approx(-0.4, abs=0.05)


def test_eight_schools_find_the_effect_of_the_trial(twelve: Network) -> None:
    """In each about fifty pupils or more, in two arms alike; together they find the mean of the true effects."""
    truth = json.loads((twelve.folder / "truth.json").read_text(encoding="utf-8"))["trial"]
    (trial,) = load_trials(twelve)
    assert [start.school for start in trial.started] == list(truth["effects"])
    found, errors_of = [], []
    for school in truth["effects"]:
        pupils = scores_of(twelve, school, trial.measure)
        assert 44 <= len(pupils) <= 70
        assert abs(pupils["arm"].value_counts().diff().iloc[-1]) <= 2
        estimate, error = adjusted_difference(pupils.dropna())
        found.append(estimate / 6 - truth["effects"][school])
        errors_of.append(error / 6)
    assert max(abs(wrong / error) for wrong, error in zip(found, errors_of, strict=True)) < 3
    assert abs(np.mean(found)) < 2 * np.mean(errors_of) / np.sqrt(len(found))


def test_truths_of_the_process_are_in_the_tables(thirty: Network) -> None:
    """Shares of sessions attended and of visits, and the means of answers, are near those of truth.json."""
    for school, truth in truth_of(thirty).items():
        if "delivery" in truth["tables"] and "delivery" in truth:
            came = (read(thirty, school, "delivery")["attended"] == "yes").mean()
            assert came == pytest.approx(truth["delivery"]["attend"], abs=0.12)
        if "observations" in truth["tables"]:
            seen = read(thirty, school, "observations").query("arm == 'intervention'")
            full = (seen["seen"] == "fully").groupby(seen["ingredient"]).mean()
            for one in truth["observations"]:
                assert full[one["ingredient"]] == pytest.approx(one["fully"], abs=0.5 / one["visits"] + 1e-9)


# --- where it is kept -------------------------------------------------------------------------------------


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the example in a folder of this test's own."""
    monkeypatch.setenv("ENQUIRY_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_the_example_builds_itself_once(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first call builds and leaves nothing else behind; later calls give what is there."""
    place = example_network()
    assert len(load_network(place).schools) == 12
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
