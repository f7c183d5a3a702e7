"""How much quicker the forked way is than papermill with an ordinary kernel: same workbooks, same parameters, one run.

    python benchmarks/render.py [--network DIR] [--repeat N]

Each workbook is run in turn both ways, and the medians are printed. Papermill runs as it comes: a kernel of its
own for each workbook, shut down with its usual courtesy. The forked way begins from a warm process, as a worker
of `enquiry render` does; what warming costs once is printed too. Without shipped workbooks, or with --drawn, a
notebook of six charts is made and run.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

import nbformat
from papermill.execute import execute_notebook

from enquiry_lib.data.example import example_network
from enquiry_lib.data.loading import load_table
from enquiry_lib.data.templates import TABLES
from enquiry_lib.render import kernels
from enquiry_lib.render.run import parameters
from enquiry_lib.store.network import Network, load_network
from enquiry_lib.store.shipped import shipped

CHART = """
figure = Figure(figsize=(6, 3))
axes = figure.subplots()
sns.barplot(x=list("abcdef"), y=[3, 1, 4, 1, 5, {number}], ax=axes)
picture = io.BytesIO()
figure.savefig(picture, format="svg")
display({{"image/svg+xml": picture.getvalue().decode("utf-8")}}, raw=True)
"""


def six_charts(folder: Path) -> Path:
    """Make a notebook that draws six charts."""
    start = "import io\nimport pandas, seaborn as sns\nfrom IPython.display import display\nfrom matplotlib.figure import Figure"
    sources = ['network: str = ""', start, *(CHART.format(number=number) for number in range(6))]
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{place}") for place, source in enumerate(sources)]
    cells[0].metadata["tags"] = ["parameters"]
    path = folder / "six_charts.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def ordinary(workbook: Path, given: dict[str, str], folder: Path) -> None:
    """Run a workbook as papermill does by itself."""
    execute_notebook(
        workbook,
        folder / "out.ipynb",
        given,
        cwd=folder,
        kernel_name="python3",
        language="python",
        progress_bar=False,
    )


def forked(workbook: Path, given: dict[str, str], folder: Path) -> None:
    """Run a workbook in a child forked from this process."""
    execute_notebook(
        workbook,
        None,
        given,
        cwd=folder,
        kernel_name="python3",
        language="python",
        progress_bar=False,
        engine_name="enquiry",
        timeout=600,
    )


def median_seconds(run: Callable[[], None], repeat: int) -> float:
    """Give the median of the wall times of several runs."""
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def read_tables(network: Network) -> float:
    """Read the school's tables as a worker does before it forks, and give the seconds."""
    start = time.perf_counter()
    for table in TABLES:
        load_table(network.data_folder(network.schools[0].id), table)
    return time.perf_counter() - start


def measure(workbooks: Sequence[Path], values: dict[str, str], repeat: int, *, before: float = 0.0) -> None:
    """Print a line for each workbook, and one for all; `before` are seconds the forked way spends once."""
    print(f"{'workbook':<32}{'ordinary':>10}{'forked':>10}{'ratio':>8}")
    totals = [0.0, before]
    with tempfile.TemporaryDirectory() as name:
        for workbook in workbooks:
            given = {key: value for key, value in values.items() if key in parameters(workbook)}
            ways = (partial(way, workbook, given, Path(name)) for way in (ordinary, forked))
            pair = [median_seconds(way, repeat) for way in ways]
            totals = [total + one for total, one in zip(totals, pair, strict=True)]
            _line(workbook.stem, *pair)
    _line("all", *totals)


def _line(name: str, slow: float, quick: float) -> None:
    print(f"{name:<32}{slow:>9.2f}s{quick:>9.2f}s{slow / quick:>7.1f}x")


def main() -> None:
    """Measure the shipped workbooks on a network's first school, or six charts."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--network", type=Path, help="a network's folder; the example when left out")
    asked.add_argument("--repeat", type=int, default=3, help="how often each workbook is run each way")
    asked.add_argument(
        "--drawn", action="store_true", help="run a notebook of six charts and no shipped workbook"
    )
    options = asked.parse_args()
    start = time.perf_counter()
    kernels.preload()
    print(f"warming, once a process: {time.perf_counter() - start:.2f}s\n")
    shipped_books = sorted(
        path for path in shipped("notebooks").glob("*.ipynb") if not path.name.startswith("00_")
    )
    with tempfile.TemporaryDirectory() as name:
        if options.drawn or not shipped_books:
            measure([six_charts(Path(name))], {"network": ""}, options.repeat)
            return
        network = load_network(options.network or example_network())
        values = {"network": str(network.folder), "school": network.schools[0].id}
        before = read_tables(network)
        print(f"reading the school's tables, once a school, counted as forked: {before:.2f}s\n")
        measure(shipped_books, values, options.repeat, before=before)


if __name__ == "__main__":
    main()
