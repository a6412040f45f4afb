"""A figure as the report has it above the same as the model has it, on one axis: SVG drawn without a library."""

from collections.abc import Callable

from markupsafe import Markup, escape

from oberih.report.base import Comparison, Reported, Unit
from oberih.report.numbers import texts
from oberih.terms.words import Lang

_WIDTH, _HEIGHT, _EDGE = 320.0, 26.0, 4.0
_END = 62.0  #: room at the right for what the axis ends with


def strip(row: Comparison, desc: str, lang: Lang) -> Markup | None:
    """Bands of 90 % and 50 %, the median, and the reported figure as a diamond or a line with an open end; None where
    there is nothing that an axis can carry."""
    found = row.interval
    if found is None or not found.drawable:
        return None
    ends = [end for end in _ends(row.figure) if end is not None]
    top = max([found.p95, *ends, 1e-9])
    top = 1.0 if 0.5 < top <= 1 and row.unit is Unit.SHARE else top * 1.05

    def x(value: float) -> float:
        return _EDGE + max(0.0, value) / top * (_WIDTH - _EDGE - _END)

    parts = [
        f'<svg class="strip" viewBox="0 0 {_WIDTH:.0f} {_HEIGHT:.0f}" role="img" aria-label="{escape(desc)}">'
        f'<path class="axis" d="M{_EDGE} 17H{_WIDTH - _END}"/>',
        _band("p90", x(found.p05), x(found.p95), 12, 10),
        _band("p50", x(found.p25), x(found.p75), 12, 10),
        f'<path class="median" d="M{x(found.p50):.1f} 10v14"/>',
        _reported(row.figure, x, top),
        f'<text class="end" x="{_WIDTH - _END + 5}" y="20">{escape(texts([top], row.unit, lang)[0])}</text>',
    ]
    return Markup("".join(parts) + "</svg>")


def _ends(said: Reported | None) -> tuple[float | None, float | None]:
    return (None, None) if said is None else (said.low, said.high)


def _band(kind: str, left: float, right: float, top: float, height: float) -> str:
    width = max(right - left, 1.5)
    return f'<rect class="{kind}" x="{left:.1f}" y="{top}" width="{width:.1f}" height="{height}"/>'


def _reported(said: Reported | None, x: Callable[[float], float], top: float) -> str:
    low, high = _ends(said)
    if low is None and high is None:
        return ""
    left, right = x(low or 0.0), x(top if high is None else high)
    if right - left < 2:
        middle = (left + right) / 2
        return f'<path class="reported" d="M{middle:.1f} 0l4 4l-4 4l-4 -4z"/>'
    return f'<path class="reported line" d="M{left:.1f} 4H{right:.1f}M{left:.1f} 1v6"/>'
