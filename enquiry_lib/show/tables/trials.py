"""The tables of trials of whole classes or schools, of pupils within them, and of a test put right."""

from __future__ import annotations

from enquiry_lib.show.numbers import interval, is_known, number, percent, rounded, signed
from enquiry_lib.show.tables.effects import SIZES
from enquiry_lib.show.tables.table import Table, numeric_from, tables
from enquiry_lib.show.wording.trials import Place, level, place
from enquiry_lib.stats.effect_sizes import EFFECT_SIZES, EffectSize
from enquiry_lib.stats.trials.clusters import ClusteredDescription, ClusteredEffect
from enquiry_lib.stats.trials.correction import CorrectedTest
from enquiry_lib.stats.trials.sites import MultisiteEffect, SiteDifference
from enquiry_lib.stats.trials.sizes import Variances

DF_FROM = {
    "satterthwaite": "Degrees of freedom (Satterthwaite)",
    "kenward_roger": "Degrees of freedom (Kenward and Roger)",
    "clusters": "Degrees of freedom (cut off at what the number of {many} can bear)",
}
WHY_THEY_DIFFER = (
    "They differ because each divides the same difference by another standard deviation: that of all pupils, or that of "
    "pupils in the same {one}, with or without what the scores before and other columns account for. The first is the one "
    "guidance asks for; its standard error is √((standard error / SD)² + d² / (2h)), with h the degrees of freedom of the "
    "total variance. Intervals of the conditional and unconditional ones are normal, as those who use them give them; the "
    "first has Student's t."
)


# --- whole clusters ---------------------------------------------------------------------------------------


@tables.register
def _(result: ClusteredEffect) -> tuple[Table, ...]:
    words = place(result.cluster)
    return (_groups(result, words), _judged(result, words), _sizes(result, words), _variances(result, words))


def _groups(result: ClusteredEffect, words: Place) -> Table:
    many = words.many.capitalize()
    began = ("Mean of the score before",) if result.baseline else ()
    columns = (
        "Group",
        many,
        "Pupils",
        f"Pupils in a {words.one} (mean)",
        *began,
        "Mean",
        "Standard deviation",
    )
    there = (
        result.treated,
        result.clusters_treated,
        result.n_treated,
        *((result.mean_before_treated,) if began else ()),
        result.mean_treated,
        result.sd_treated,
    )
    others = (
        result.control,
        result.clusters_control,
        result.n_control,
        *((result.mean_before_control,) if began else ()),
        result.mean_control,
        result.sd_control,
    )
    return Table(
        "The two groups at follow-up", columns, (_group(*there), _group(*others)), numeric_from(1, columns)
    )


def _group(name: str, clusters: int | None, n: int | None, *means_and_sd: float | None) -> tuple[str, ...]:
    each = n / clusters if n and clusters else None
    return (name, number(clusters, 0), number(n, 0), number(each), *map(number, means_and_sd))


def _judged(result: ClusteredEffect | MultisiteEffect, words: Place) -> Table:
    how = result.df_from
    rows = (
        ("Difference (points)", signed(result.difference, 2)),
        (level(result), interval(result.low, result.high, 2)),
        ("Standard error", number(result.se, 2)),
        (DF_FROM[how].format(many=words.many), number(result.df)),
        *(
            (("Degrees of freedom by the model alone", number(result.df_by_model)),)
            if how == "clusters"
            else ()
        ),
        ("p", p_value(result.p)),
    )
    note = (
        f"From a model with a random intercept for each {words.one}, by restricted maximum likelihood; Student's t, never the "
        f"normal distribution.{_SLOPES if isinstance(result, MultisiteEffect) and result.v_differences else ''}"
    )
    return Table(
        "How the difference was judged",
        ("What", "Value"),
        rows,
        frozenset({1}),
        note,
        summary="How the difference was judged",
    )


_SLOPES = " The difference may differ from one to the next (random slope)."


def p_value(p: float | None) -> str:
    """Write a p-value with three places, never as nought.

    >>> p_value(0.2787), p_value(0.00001), p_value(None)
    ('0.279', 'below 0.001', 'c')
    """
    return "below 0.001" if is_known(p) and rounded(p, 3) == 0 else number(p, 3)


def _sizes(result: ClusteredEffect | MultisiteEffect, words: Place) -> Table:
    columns = ("Effect size", "Value", level(result), "What it is")
    rows = tuple(_size(size) for size in (result.effect, *result.variants))
    return Table(
        "Effect sizes",
        columns,
        rows,
        frozenset({1, 2}),
        WHY_THEY_DIFFER.format(one=words.one),
        summary="Other ways to give the effect size",
    )


def _size(size: EffectSize) -> tuple[str, ...]:
    return (SIZES[size.kind], signed(size.g, 2), interval(size.low, size.high, 2), EFFECT_SIZES[size.kind])


MODELS = {
    "adjusted": "With all columns",
    "groups only": "With the two groups only",
    "empty": "With neither",
}


def _variances(result: ClusteredEffect | MultisiteEffect, words: Place) -> Table:
    columns = ("Model", f"Between {words.many}", f"Within {words.many}", "Intracluster correlation")
    rows = tuple(_variance(found) for found in result.variances)
    return Table(
        f"Variance between and within {words.many}",
        columns,
        rows,
        numeric_from(1, columns),
        f"The intracluster correlation is the share of the variance that lies between {words.many}.",
        summary=f"How alike pupils of one {words.one} are",
    )


def _variance(found: Variances) -> tuple[str, ...]:
    return (MODELS[found.model], number(found.between, 2), number(found.within, 2), number(found.icc, 3))


@tables.register
def _(result: ClusteredDescription) -> tuple[Table, ...]:
    columns = (f"{place(result.cluster).one.capitalize()}", "Pupils", "Mean")
    rows = (
        (result.treated, number(result.n_treated, 0), number(result.mean_treated)),
        (result.control, number(result.n_control, 0), number(result.mean_control)),
    )
    return (Table(f"The two {place(result.cluster).many}", columns, rows, numeric_from(1, columns)),)


# --- pupils within sites ----------------------------------------------------------------------------------


@tables.register
def _(result: MultisiteEffect) -> tuple[Table, ...]:
    words = place(result.site)
    return (
        *_each_site(result, words),
        _both_groups(result, words),
        _judged(result, words),
        _sizes(result, words),
        _variances(result, words),
    )


def _each_site(result: MultisiteEffect, words: Place) -> tuple[Table, ...]:
    if not result.sites:
        return ()
    columns = (
        words.one.capitalize(),
        f"Pupils, {result.treated}",
        f"Pupils, {result.control}",
        "Difference (points)",
        level(result),
    )
    overall = (result.n_treated, result.n_control, result.difference, result.low, result.high)
    lines = (*result.sites, SiteDifference("All together", *overall))
    note = (
        f"Each {words.one}'s difference is adjusted as all of them are, and its interval goes by how much pupils within "
        f"{words.many} differ. They stand in the order of their names: so few pupils cannot put them in another."
    )
    return (
        Table(
            f"{words.many.capitalize()} and all together",
            columns,
            tuple(map(_site, lines)),
            numeric_from(1, columns),
            note,
        ),
    )


def _site(line: SiteDifference) -> tuple[str, ...]:
    return (
        line.site,
        number(line.n_treated, 0),
        number(line.n_control, 0),
        signed(line.difference),
        interval(line.low, line.high),
    )


def _both_groups(result: MultisiteEffect, words: Place) -> Table:
    """Give the two groups with their means; where there is a score before, how far apart they began within sites."""
    began = ("Mean of the score before",) if result.baseline else ()
    columns = ("Group", "Pupils", *began, "Mean", "Standard deviation")
    there = (
        *((result.mean_before_treated,) if began else ()),
        result.mean_treated,
        result.sd_treated,
    )
    others = (
        *((result.mean_before_control,) if began else ()),
        result.mean_control,
        result.sd_control,
    )
    rows = (
        (result.treated, number(result.n_treated, 0), *map(number, there)),
        (result.control, number(result.n_control, 0), *map(number, others)),
    )
    return Table(
        "The two groups at follow-up", columns, rows, numeric_from(1, columns), _apart(result, words)
    )


def _apart(result: MultisiteEffect, words: Place) -> str:
    """Say how far apart the groups began within sites, where that is known, and what their means rest on."""
    if not is_known(result.baseline_g):
        return ""
    side = "above" if result.baseline_g > 0 else "below"
    return (
        f"At the start the {result.treated} group stood {number(abs(result.baseline_g), 2)} standard deviations of pupils "
        f"{side} the {result.control} group of the same {words.one}. The means are those of all {words.many} together, so they "
        "rest also on how many pupils of each group were in which."
    )


# --- a test put right -------------------------------------------------------------------------------------


@tables.register
def _(result: CorrectedTest) -> tuple[Table, ...]:
    columns = ("What", "As published", "Corrected")
    rows = (
        ("t", number(result.t, 2), number(result.t_corrected, 2)),
        ("Degrees of freedom", number(result.df), number(result.df_corrected)),
        ("p", p_value(result.p), p_value(result.p_corrected)),
    )
    note = (
        f"t is multiplied by {number(result.factor, 4)} (What Works Clearinghouse). A difference over the SD of all pupils, "
        f"multiplied by {number(result.total_sd_multiplier, 4)}, is one over the total SD of pupils in classes or schools. "
        f"Intracluster correlation taken: {percent(100 * result.icc)}."
    )
    return (Table("The test as published and corrected", columns, rows, numeric_from(1, columns), note),)
