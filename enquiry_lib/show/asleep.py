"""What stands in the place of a form in JupyterLab while no form is drawn there: words that say how it comes back.

A widget needs its kernel. When a page outlives it, as a notebook opened the next day does, JupyterLab says in the widget's
place that a model was not found. So these words are an output of their own just before the widget's; their own style
hides them wherever the widget is drawn. They hold no answers.
"""

from __future__ import annotations

from dataclasses import dataclass

NAMES = {
    "form": "This form",
    "import": "This form",
    "report": "This button",
    "reveal": "This button",
    "way": "This overview",
}
"""What each part of the scripts draws, by the name of the part."""

STYLE = """
.jp-OutputArea-child:has(.enquiry-asleep):has(+ .jp-OutputArea-child .enquiry-form),
.jp-OutputArea-child:has(.enquiry-asleep) + .jp-OutputArea-child > .jupyter-widgets:not(:has(*)) { display: none; }
.enquiry-asleep p { animation: enquiry-asleep 4s; }
@keyframes enquiry-asleep { from, to { max-height: 0; margin: 0; opacity: 0; } }
"""
"""Not seen where a form is drawn, nor while one may still come; JupyterLab's own words for a widget that is gone are not."""


@dataclass(frozen=True)
class Asleep:
    """The words in the place of what one part of the scripts draws."""

    part: str

    def __repr__(self) -> str:
        return f"{NAMES[self.part]} is asleep. Choose Run, then Run All Cells: your answers are kept."

    def _repr_html_(self) -> str:
        return f'<div class="enquiry-asleep"><style>{STYLE}</style><p>{self!r}</p></div>'
