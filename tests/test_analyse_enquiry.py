"""Opening an enquiry, and its tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from enquiry_lib import errors
from enquiry_lib.analyse.enquiry import begin_enquiry, open_enquiry
from enquiry_lib.data.privacy import set_smallest_count, smallest_count
from enquiry_lib.stats.gaps import GapScan, scan_gaps
from enquiry_lib.store.network import Network, School, Settings, create_network, load_network
from enquiry_lib.store.record import Record
from enquiry_lib.store.saving import load_record, save_record, save_section
from enquiry_lib.store.shipped import shipped

OUTCOMES = "pupil_id,measure,occasion,score\nAB12,Reading,baseline,95\nAB12,Reading,follow_up,99\nCD34,Reading,baseline,101\n"
PUPILS = "pupil_id,year_group,pupil_premium\nAB12,4,yes\nCD34,4,no\n"


@pytest.fixture
def network(tmp_path: Path) -> Network:
    """A network whose first school has pupils and outcomes."""
    schools = [
        School("oak", "Oak Primary", "primary", "England", "Calderdale"),
        School("elm", "Elm School", "secondary", "Wales"),
    ]
    made = create_network(tmp_path / "net", Settings(name="Test"), schools)
    data = made.data_folder("oak")
    data.mkdir(parents=True)
    (data / "outcomes.csv").write_text(OUTCOMES, encoding="utf-8")
    (data / "pupils.csv").write_text(PUPILS, encoding="utf-8")
    return made


def _cycle(network: Network, name: str, status: str = "open") -> Path:
    path = network.school_folder("oak") / "enquiries" / name / "enquiry.json"
    save_record(path, Record.model_validate({"title": name, "status": status}))
    return path


def test_a_school_without_an_enquiry_begins_one(network: Network) -> None:
    """Opening writes nothing; the first answer saved makes the record."""
    enquiry = open_enquiry(network.folder, "oak")
    assert not enquiry.record_path.exists()
    enquiry.save("question", {"population": "Year 4"}, base_revision=0)
    assert open_enquiry(network.folder, "oak").record.question.population == "Year 4"


def test_the_only_open_enquiry_is_opened(network: Network) -> None:
    """A finished cycle does not stand in the way of the open one."""
    _cycle(network, "2024-25-first", "finished")
    _cycle(network, "2025-26-second")
    assert open_enquiry(network.folder, "oak").name == "2025-26-second"
    assert open_enquiry(network.folder, "oak", "2024-25-first").record.status == "finished"


def test_several_open_enquiries_are_listed(network: Network) -> None:
    """With two open, or an unknown name, the error lists the names there are."""
    _cycle(network, "2025-26-one")
    _cycle(network, "2025-26-two")
    _cycle(network, "2024-25-over", "finished")
    with pytest.raises(errors.SeveralEnquiries, match="are: 2025-26-one, 2025-26-two") as several:
        open_enquiry(network.folder, "oak")
    assert 'cycle: str = "2025-26-two"' in str(several.value)
    assert "command line" not in str(several.value)
    with pytest.raises(errors.SeveralEnquiries, match="no enquiry called 'three'"):
        open_enquiry(network.folder, "oak", "three")


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("2026-27-maths", "2026/27"),
        ("2099-00-x", "2099/00"),
        ("2026-28-maths", "2025/26"),
        ("maths", "2025/26"),
    ],
)
def test_a_new_enquirys_year_follows_its_name(network: Network, name: str, year: str) -> None:
    """A name that begins with a school year says which; any other belongs to the network's year."""
    assert load_record(begin_enquiry(network, "oak", name)).year == year


def test_a_finished_school_opens_its_last_cycle(network: Network) -> None:
    """When every cycle is finished, the last one is shown."""
    _cycle(network, "2023-24-a", "finished")
    _cycle(network, "2024-25-b", "finished")
    assert open_enquiry(network.folder, "oak").name == "2024-25-b"


def test_an_unnamed_school_is_asked_for(network: Network) -> None:
    """A network with several schools needs one named; an unknown one is met with those there are."""
    with pytest.raises(errors.SchoolNotNamed, match="oak, elm"):
        open_enquiry(network.folder)
    with pytest.raises(errors.UnknownSchool, match="oak"):
        open_enquiry(network.folder, "oka")
    with pytest.raises(errors.NotANetwork):
        open_enquiry(network.folder / "nowhere", "oak")


def test_outcomes_wait_for_the_plan(network: Network) -> None:
    """Until the plan is frozen only the baseline is given, whatever is joined."""
    enquiry = open_enquiry(network.folder, "oak")
    table = enquiry.table("outcomes", join="pupils")
    assert table["score"].tolist() == [95, 101]
    assert table["pupil_premium"].tolist() == ["yes", "no"]
    freeze = {"freeze": {"at": "2025-09-01T08:00:00Z", "hash": "x"}}
    save_section(enquiry.record_path, "evaluation_plan", freeze, base_revision=0)
    assert enquiry.table("outcomes")["score"].tolist() == [95, 99, 101]


def test_groups_become_columns_beside_those_of_pupils(network: Network) -> None:
    """Joined with pupils, outcomes say who is in each group of the table of groups; names taken stay as they are."""
    groups = "pupil_id,group\nCD34,Young carers\nAB12,Pupil premium\nCD34,Score\n"
    (network.data_folder("oak") / "groups.csv").write_text(groups, encoding="utf-8")
    enquiry = open_enquiry(network.folder, "oak")
    table = enquiry.table("outcomes", join="pupils")
    assert table["young_carers"].tolist() == ["no", "yes"]
    assert table["pupil_premium"].tolist() == ["yes", "no"]
    assert table["score"].tolist() == [95, 101]
    assert "young_carers" in table.select_dtypes("category")
    assert "young_carers" not in enquiry.table("pupils")


def _rolled_over(network: Network) -> Network:
    """The network a year on: its pupils one year group up, as the roll-over leaves them."""
    (network.data_folder("oak") / "pupils.csv").write_text(PUPILS.replace(",4,", ",5,"), encoding="utf-8")
    settings = network.folder / "network.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("2025/26", "2026/27"), encoding="utf-8")
    return load_network(network.folder)


def test_after_the_roll_over_an_enquiry_keeps_the_year_groups_it_was_about(network: Network) -> None:
    """Last year's scores stand under last year's year groups, those of a new enquiry under this year's."""
    _cycle(network, "2025-26-enquiry")
    after = _rolled_over(network)
    before = open_enquiry(after.folder, "oak", "2025-26-enquiry")
    assert before.table("outcomes", join="pupils")["year_group"].astype("str").unique().tolist() == ["4"]
    assert before.table("pupils")["year_group"].tolist() == ["4", "4"]
    begin_enquiry(after, "oak", "2026-27-maths")
    now = open_enquiry(after.folder, "oak", "2026-27-maths")
    assert now.table("pupils")["year_group"].tolist() == ["5", "5"]


@pytest.mark.parametrize(
    ("written", "name", "year"),
    [("2024-2025", "maths", "2024/25"), ("", "2024-25-maths", "2024/25"), ("soon", "maths", "2025/26")],
)
def test_an_enquirys_year_is_in_its_record_or_its_name(
    network: Network, written: str, name: str, year: str
) -> None:
    """What the record says comes first, then the name; else it is the network's year."""
    path = _cycle(network, name)
    save_record(path, load_record(path).model_copy(update={"year": written}))
    assert open_enquiry(network.folder, "oak", name).year == year


def test_young_carers_are_seen_by_the_gap_scan(network: Network) -> None:
    """A group of the table of groups is compared with all others like any column of pupils."""
    rows = [(f"P{number:04d}", 90 if number < 12 else 100 + number % 5) for number in range(40)]
    outcomes = "".join(
        f"{pupil},Reading,baseline,{score + number % 3}\n" for number, (pupil, score) in enumerate(rows)
    )
    data = network.data_folder("oak")
    (data / "outcomes.csv").write_text("pupil_id,measure,occasion,score\n" + outcomes, encoding="utf-8")
    (data / "pupils.csv").write_text(
        "pupil_id,year_group\n" + "".join(f"{pupil},4\n" for pupil, _ in rows), encoding="utf-8"
    )
    members = "".join(f"{pupil},Young carers\n" for pupil, _ in rows[:12])
    (data / "groups.csv").write_text("pupil_id,group\n" + members, encoding="utf-8")
    result = scan_gaps(open_enquiry(network.folder, "oak").table("outcomes", join="pupils"))
    assert isinstance(result, GapScan)
    (gap,) = result.gaps
    assert (gap.group, gap.member, gap.n, gap.n_others) == ("young_carers", "yes", 12, 28)
    assert gap.g is not None
    assert gap.g < 0


@pytest.mark.parametrize("table", ["survey", "self_assessment", "indicators", "voices", "delivery"])
def test_only_outcomes_wait_for_the_plan(network: Network, table: str) -> None:
    """What people answered and did can be looked at before any plan is frozen, on every occasion."""
    example = shipped("data_templates") / table / "example.csv"
    (network.data_folder("oak") / f"{table}.csv").write_bytes(example.read_bytes())
    enquiry = open_enquiry(network.folder, "oak")
    assert len(enquiry.table(table)) == len(enquiry.loaded(table).frame) > 4


def test_an_attendance_plan_hides_by_the_usual_name(network: Network) -> None:
    """Where the plan's occasions are school years, outcomes called baseline are still the baseline."""
    enquiry = open_enquiry(network.folder, "oak")
    enquiry.save("evaluation_plan", {"measured_by": "attendance", "baseline": "2024/25"}, base_revision=0)
    assert enquiry.table("outcomes")["score"].tolist() == [95, 101]


def test_a_frozen_plan_cannot_be_saved_over(network: Network) -> None:
    """A form cannot change a frozen plan."""
    enquiry = open_enquiry(network.folder, "oak")
    freeze = {"freeze": {"at": "2025-09-01T08:00:00Z", "hash": "x"}}
    record = save_section(enquiry.record_path, "evaluation_plan", freeze, base_revision=0)
    with pytest.raises(errors.PlanFrozen):
        enquiry.save("evaluation_plan", {"measure": "Maths"}, base_revision=record.revision)


def test_a_changed_file_is_read_again(network: Network) -> None:
    """A table that was mended is read anew without opening the enquiry again."""
    enquiry = open_enquiry(network.folder, "oak")
    assert len(enquiry.table("pupils")) == 2
    path = network.data_folder("oak") / "pupils.csv"
    path.write_text(PUPILS + "EF56,5,no\n", encoding="utf-8")
    assert len(enquiry.table("pupils")) == 3


def test_a_missing_table_has_no_rows(network: Network) -> None:
    """A school without attendance has an empty table with the right columns."""
    table = open_enquiry(network.folder, "oak").table("attendance")
    assert len(table) == 0
    assert {"pupil_id", "date", "session", "mark"} <= set(table.columns)


def test_benchmarks_are_those_of_the_place(network: Network) -> None:
    """The authority's figures come before the nation's, for the school's phase; Wales has none."""
    oak = open_enquiry(network.folder, "oak").attendance_benchmark()
    assert oak["area"].tolist() == ["Calderdale", "England"]
    assert set(oak["phase"]) == {"primary"}
    assert open_enquiry(network.folder, "elm").attendance_benchmark().empty


def test_opening_sets_the_smallest_count(network: Network) -> None:
    """The network's threshold is in force from the moment an enquiry is opened."""
    settings = (network.folder / "network.toml").read_text(encoding="utf-8")
    (network.folder / "network.toml").write_text(
        settings.replace("smallest_count = 10", "smallest_count = 20"), encoding="utf-8"
    )
    try:
        open_enquiry(network.folder, "oak")
        assert smallest_count() == 20
    finally:
        set_smallest_count(10)


def test_the_example_opens_by_itself() -> None:
    """Without any argument the first school of the example is opened."""
    enquiry = open_enquiry()
    assert enquiry.school.id == enquiry.network.schools[0].id
    assert enquiry.check().problems == ()


def test_the_baseline_is_what_was_known_when_the_question_was_asked(network: Network) -> None:
    """The outcomes of the occasion before, also when those after can be seen; then of pupils who have both."""
    open_plan = open_enquiry(network.folder, "oak")
    before = open_plan.baseline(join="pupils")
    path = _cycle(network, "2025-26-frozen")
    freeze = {"at": "2026-01-02T03:04:05Z", "hash": "h"}
    save_section(path, "evaluation_plan", {"freeze": freeze}, base_revision=1)
    after = open_enquiry(network.folder, "oak").baseline(join="pupils")
    assert before["score"].tolist() == [95, 101]
    assert after["score"].tolist() == [95]


def test_planned_outcomes_are_those_of_the_plans_measure(network: Network) -> None:
    """Only the measure that the plan names is in the planned outcomes."""
    path = _cycle(network, "2025-26-plan")
    assert open_enquiry(network.folder, "oak").planned().empty
    plan = {"measured_by": "outcomes", "measure": "Reading"}
    save_section(path, "evaluation_plan", plan, base_revision=1)
    assert open_enquiry(network.folder, "oak").planned()["score"].tolist() == [95, 101]
