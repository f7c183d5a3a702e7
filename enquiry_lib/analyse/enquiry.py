"""One enquiry at one school: its record, its tables and the facts that hold for its nation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from enquiry_lib import errors
from enquiry_lib.data.checking import DataCheck, check_school
from enquiry_lib.data.consents import taking_part
from enquiry_lib.data.example import example_network
from enquiry_lib.data.free_text import as_shown
from enquiry_lib.data.groups import with_groups
from enquiry_lib.data.loading import LoadedTable, load_table
from enquiry_lib.data.privacy import set_smallest_count
from enquiry_lib.data.templates import PUPILS, table_name
from enquiry_lib.data.year_groups import pupils_in_year
from enquiry_lib.school_years import school_year
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.store.network import RECORD, Network, School, load_network
from enquiry_lib.store.record import Record
from enquiry_lib.store.reference import Reference, reference
from enquiry_lib.store.saving import conflict_copies, load_record, save_record, save_section
from enquiry_lib.store.trial import Trial, load_trials

EXAMPLE = "example"
BASELINE = "baseline"
GROUPS = "groups"
SCORED = ("outcomes", "items")  # tables with scores, whose later occasions wait for the plan


@dataclass(frozen=True)
class Enquiry:
    """An open enquiry. Its record is read from disk each time, so it is never out of date."""

    network: Network
    school: School
    record_path: Path

    @property
    def name(self) -> str:
        """The enquiry's folder name, for example '2025-26-walking-bus'."""
        return self.record_path.parent.name

    @property
    def record(self) -> Record:
        """The record as it may be shown: what may name somebody is masked until a person has decided about it.

        It is the one on disk now; an empty one before the first answer is saved.
        """
        return as_shown(self.typed)

    @property
    def typed(self) -> Record:
        """The record as it was typed, for forms: never for what leaves the school."""
        return load_record(self.record_path)

    def save(self, section: str, values: dict[str, Any], *, base_revision: int) -> Record:
        """Save one section of the record, merged with what others saved since `base_revision`.

        Raises PlanFrozen when the evaluation plan is frozen, SectionConflict when somebody else changed the
        same section, RecordNotValid when a value does not fit.
        """
        if section == "evaluation_plan" and self.typed.evaluation_plan.freeze is not None:
            raise errors.PlanFrozen(self.record_path)
        return save_section(self.record_path, section, values, base_revision=base_revision)

    def conflict_copies(self) -> list[Path]:
        """Find copies of the record that a synchronising program left beside it."""
        return conflict_copies(self.record_path)

    def reference(self, name: str) -> Reference:
        """Give reference data for the school's nation, the network's own before ours."""
        return reference(name, self.school.nation, network_folder=self.network.folder)

    def loaded(self, table: str) -> LoadedTable:
        """Read one of the school's tables whole, with every problem found in it, but for who withdrew from taking part."""
        data = self.network.data_folder(self.school.id)
        return taking_part(data, load_table(data, table))

    def table(self, name: str, *, join: str = "") -> pd.DataFrame:
        """Give one of the school's tables, joined on pupil_id with another where asked.

        A table that is not there has no rows. Until the evaluation plan is frozen, "outcomes" and "items" have the rows
        of the baseline occasion only, and those of frozen trials: decide before you look.
        `show(plan_status(enquiry))` says that others wait.
        With join="pupils" each group in the table of groups has a yes/no column too, such as young_carers. Year groups
        are those of the enquiry's school year, also after the network has rolled over to a later one.
        """
        frame = self.pupils_in(self.year) if name == PUPILS else self.loaded(name).frame
        if name in SCORED:
            frame = frame[~self.is_hidden(frame)]
        if join:
            frame = _without_categories(frame).merge(self._to_join(join), on="pupil_id", how="left")
        return frame.reset_index(drop=True)

    def baseline(self, *, join: str = "") -> pd.DataFrame:
        """Give the outcomes of the occasion before: what was known when the question was asked.

        Of a measure that has been taken again they are about the pupils who have both scores, as everything
        said of it later is: otherwise the two counts, and the two means, would give away who left.
        """
        table = self.table("outcomes", join=join)
        before = table["occasion"].astype(str) == self.before
        return table[before & _scored_throughout(table)].reset_index(drop=True)

    def planned(self, *, join: str = "") -> pd.DataFrame:
        """Give the outcomes of the one measure that the plan names."""
        table = self.table("outcomes", join=join)
        measure = self.record.evaluation_plan.measure
        return table[table["measure"].astype(str) == measure].reset_index(drop=True)

    @property
    def before(self) -> str:
        """The occasion before: what the plan says, and of a plan by attendance the baseline."""
        plan = self.record.evaluation_plan
        return BASELINE if plan.measured_by == "attendance" else plan.before

    def _to_join(self, table: str) -> pd.DataFrame:
        if table != PUPILS:
            return self.loaded(table).frame
        return with_groups(self.pupils_in(self.year), self.loaded(GROUPS).frame)

    @property
    def year(self) -> str:
        """The enquiry's school year: what its record says, or its name, or else the network's."""
        return school_year(self.record.year) or _year_in(self.name) or self.network.settings.year

    def pupils_in(self, year: str) -> pd.DataFrame:
        """Give the table of pupils with the year groups of a school year, such as 2024/25."""
        return pupils_in_year(self.loaded(PUPILS).frame, year, listed_in=self.network.settings.year)

    def is_hidden(self, outcomes: pd.DataFrame) -> pd.Series[bool]:
        """Say of each row of the outcomes whether it waits for the plan to be frozen.

        What a trial measures that this school has started waits for the trial's own protocol instead.
        """
        plan = self.record.evaluation_plan
        if plan.freeze is not None:
            return pd.Series(False, index=outcomes.index)
        tried = [trial.measure for trial in self.trials() if trial.freeze is not None]
        later = outcomes["occasion"].astype(str) != self.before
        return later & ~outcomes["measure"].astype(str).isin(tried)

    def trials(self) -> tuple[Trial, ...]:
        """Give the network's trials that this school has started, as far as they can be read."""
        return tuple(trial for trial in load_trials(self.network) if trial.has_started(self.school.id))

    def check(self) -> DataCheck:
        """Check all the school's tables: what is there, what is missing, every error and every warning."""
        return check_school(self.network, self.school)

    def attendance_benchmark(self) -> pd.DataFrame:
        """Give the published absence figures for schools like this one, its authority first; or no rows.

        Where a network's own figures are of several years, those of the last are given.
        """
        like = self.attendance_benchmarks()
        return like if like.empty else like[like["period"] == like["period"].max()].reset_index(drop=True)

    def attendance_benchmarks(self) -> pd.DataFrame:
        """Give the published absence figures for schools like this one, of every year there is."""
        facts = self.reference("attendance_benchmarks").facts
        if facts.empty:
            return facts
        phase = self.school.phase if self.school.phase in set(facts["phase"]) else "all"
        areas = [self.school.authority, self.school.nation]
        like = facts[(facts["phase"] == phase) & facts["area"].isin(areas)]
        return like.sort_values("area", key=lambda area: area.map(areas.index)).reset_index(drop=True)


def _scored_throughout(outcomes: pd.DataFrame) -> pd.Series[bool]:
    """Say of each row whether its pupil has a score on every occasion of its measure."""
    scored = outcomes[outcomes["score"].notna()].astype({"measure": "str", "occasion": "str"})
    occasions = scored.groupby("measure")["occasion"].nunique()
    taken = scored.groupby(["pupil_id", "measure"])["occasion"].nunique()
    keys = pd.MultiIndex.from_arrays([outcomes["pupil_id"], outcomes["measure"].astype("str")])
    complete = taken.reindex(keys).to_numpy() == occasions.reindex(keys.get_level_values(1)).to_numpy()
    return pd.Series(complete, index=outcomes.index)


def _without_categories(frame: pd.DataFrame) -> pd.DataFrame:
    """Make a table's own categories plain text, so that the groups joined to it are the only categories."""
    return frame.astype(dict.fromkeys(frame.select_dtypes("category").columns, "str"))


def network_folder(network: str | Path) -> Path:
    """Give the folder a workbook means: the example's for the word 'example', else the folder named."""
    return example_network() if str(network) == EXAMPLE else Path(network)


def open_enquiry(network: str | Path = EXAMPLE, school: str = "", enquiry: str = "") -> Enquiry:
    """Open a school's enquiry: the one named, or the only one that is not finished.

    `network` is the network's folder, or "example" for the example that builds itself. `school` is an id
    from the register; it may be left empty when there is only one school (and in the example, where it
    means the first). `enquiry` is the name of the folder of one cycle.

    Raises NotANetwork, UnknownSchool, SchoolNotNamed or SeveralEnquiries; each says what to do.

    >>> open_enquiry("example").record.status
    'open'
    """
    home = load_network(network_folder(network))
    set_smallest_count(home.settings.smallest_count)
    found = home.school(school) if school else _only_school(home, str(network) == EXAMPLE)
    return Enquiry(home, found, _choose(home, found, enquiry))


def _only_school(network: Network, is_example: bool) -> School:
    if len(network.schools) > 1 and not is_example:
        known = ", ".join(school.id for school in network.schools[:20])
        raise errors.SchoolNotNamed(network.folder, known=known)
    return network.schools[0]


def _choose(network: Network, school: School, enquiry: str) -> Path:
    paths = {path.parent.name: path for path in network.enquiries(school.id)}
    if enquiry:
        return paths.get(enquiry) or _several(
            school, paths, f"{school.name} has no enquiry called '{enquiry}'"
        )
    unfinished = {name: path for name, path in paths.items() if not _is_finished(path)}
    if len(unfinished) > 1:
        return _several(school, unfinished, f"{school.name} has {len(unfinished)} open enquiries")
    if unfinished:
        return next(iter(unfinished.values()))
    return list(paths.values())[-1] if paths else network.new_enquiry(school.id)


def _is_finished(path: Path) -> bool:
    return load_record(path).status == "finished"


def _several(school: School, paths: dict[str, Path], found: str) -> Path:
    known = ", ".join(paths) or "none yet"
    raise errors.SeveralEnquiries(found=found, example=next(reversed(paths), "name"), known=known)


def begin_enquiry(network: Network, school_id: str, cycle: str, *, title: str = "") -> Path:
    """Begin another enquiry at a school, and give the path of its record; it follows the one before.

    Its school year is the one its name begins with, as in 2026-27-maths, or else the network's. Raises
    CycleExists for a name that is taken or that no folder can have, UnknownSchool.
    """
    before = network.enquiries(school_id)
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,58}[a-z0-9]", cycle):
        raise errors.CycleExists(cycle=cycle, why="small letters, digits, - and _ only")
    if cycle in {path.parent.name for path in before}:
        raise errors.CycleExists(network.school(school_id).name, cycle=cycle, why="the name is taken")
    path = network.new_enquiry(school_id).parents[1] / cycle / RECORD
    follows = before[-1].parent.name if before else ""
    year = _year_in(cycle) or network.settings.year
    save_record(path, Record(title=title, year=year, follows=follows))
    return path


def _year_in(cycle: str) -> str:
    """Give the school year that a name begins with, such as 2026/27; or nothing."""
    found = re.match(r"(\d{4})-(\d{2})(?!\d)", cycle)
    if found is None or (int(found[1]) + 1) % 100 != int(found[2]):
        return ""
    return f"{found[1]}/{found[2]}"


def nothing_to(asked: str, loaded: LoadedTable) -> NotEnough:
    """Give the honest result for a table that is missing or empty."""
    if not loaded.file:
        name = table_name(loaded.table)
        do = (
            f"Use the form 'Bring in a file' of Start here (or fill in the template of {name} and save it in the school's "
            "folder data)."
        )
        return NotEnough(asked, f"the school has no table called {name}", do)
    return NotEnough(
        asked, f"{loaded.file} has no rows that can be used", "See the list of problems in its check."
    )
