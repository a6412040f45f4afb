"""One style for all charts on paper: no frame, faint lines, labels beside what they name; readable when printed in
grey."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from oberih.report.clock import Clock
from oberih.report.colours import FAINT, INK
from oberih.report.numbers import number
from oberih.terms.words import Lang, say

WIDTH_IN = 6.9  #: the text's width on A4
SOFT = "#57606a"
_RC: dict[str, Any] = {
    "font.family": "DejaVu Sans",  # it comes with matplotlib and has Ukrainian
    "font.size": 8,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#e6e9ec",
    "grid.linewidth": 0.6,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "hatch.linewidth": 0.5,
    "svg.fonttype": "path",
    "svg.hashsalt": "oberih",  # the same picture, the same bytes
}


@contextmanager
def styled() -> Iterator[None]:
    """All figures of a briefing are made and saved within it."""
    with mpl.rc_context(_RC):  # type: ignore[arg-type]
        yield


def figure(height_in: float, width_in: float = WIDTH_IN) -> tuple[Figure, Axes]:
    """An empty figure of the text's width."""
    made = Figure(figsize=(width_in, height_in), layout="constrained")
    return made, made.add_subplot()


def svg(made: Figure) -> str:
    """The figure as SVG."""
    out = io.StringIO()
    made.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()


def hours(axes: Axes, clock: Clock, n_hours: int, lang: Lang) -> None:
    """Local time along the bottom."""
    ticks = clock.ticks(n_hours, lang, most=13)
    axes.set_xlim(0, n_hours)
    axes.set_xticks([hour for hour, _ in ticks], ["\n".join(lines) for _, lines in ticks])
    axes.grid(axis="x", visible=False)


def megawatts(axes: Axes, lang: Lang) -> None:
    """Power along the side, with its unit above the axis instead of turned beside it."""
    axes.yaxis.set_major_formatter(lambda value, _: number(value, lang))
    axes.set_title(say("briefing.axis_mw", lang), loc="left", fontsize=8, color=SOFT)
    axes.set_ylim(bottom=0)
