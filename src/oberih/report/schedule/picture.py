"""Pictures of a day, drawn by hand as SVG: of a region, a row a queue; of one queue, a row a day. PNG is made of the
same SVG, so that a page and a picture never differ.

Planned, possible and emergency hours differ by colour and by pattern: a picture printed in grey says the same.
"""

from itertools import pairwise
from xml.sax.saxutils import escape

import numpy as np
import vl_convert

from oberih.report.colours import CAUSES, FAINT, INK, PAPER
from oberih.report.numbers import day as day_in_words
from oberih.report.schedule.text import as_of, queues_in_words
from oberih.terms.batch import Codes, Flags, Floats
from oberih.terms.timetable import PLANNED, POSSIBLE, Timetable, stretches
from oberih.terms.words import Lang, say

PLANNED_COLOUR, POSSIBLE_COLOUR, EMERGENCY_COLOUR = "#1f3a5f", "#8fb8de", CAUSES["emergency"]
ON_COLOUR, MUTED = "#fdf6dd", "#57606a"
FONT = "'DejaVu Sans', 'Liberation Sans', Arial, sans-serif"
WIDTH, LEFT, RIGHT, ROW, TOP = 960, 70, 118, 26, 92
_SCALE = 2.0


def region_picture(table: Timetable, region: int, number: int, lang: Lang) -> str:
    """One region's day as SVG: limits above, a row a queue, hours off at the right."""
    day = slice(table.slots.first[number], table.slots.first[number + 1])
    off = table.hours_off(region, day)
    rows = [(name, table.status[region, day, queue], off[queue]) for queue, name in enumerate(table.queues)]
    title = f"{table.name(table.regions[region], lang)} — {day_in_words(table.slots.days[number], lang)}"
    drawing = _Drawing(table, lang, title)
    drawing.axis(number)
    limit = np.where(table.known[day], table.limit[region, day], np.nan)
    drawing.limits(limit, table.emergency[region, day], number)
    for name, status, hours in rows:
        drawing.row(name, status, table.known[day], float(hours), number)
    return drawing.svg()


def queue_picture(table: Timetable, region: int, queue: int, lang: Lang) -> str:
    """One queue's days as SVG, a row a day."""
    place, name = table.name(table.regions[region], lang), table.queues[queue]
    drawing = _Drawing(table, lang, say("timetable.calendar", lang, queue=name, region=place))
    for number, (date, day) in enumerate(table.slots.each_day()):
        drawing.axis(number)
        drawing.limits(None, table.emergency[region, day], number)
        hours = float(table.hours_off(region, day)[queue])
        drawing.row(f"{date:%d.%m}", table.status[region, day, queue], table.known[day], hours, number)
    return drawing.svg()


def png(svg: str) -> bytes:
    """A picture as PNG, twice as many dots as the SVG has units."""
    return bytes(vl_convert.svg_to_png(svg, scale=_SCALE))


class _Drawing:
    """Grows downwards, row by row."""

    def __init__(self, table: Timetable, lang: Lang, title: str) -> None:
        self.table, self.lang, self.title = table, lang, title
        self.y = TOP
        self.parts: list[str] = []
        self._told = 0

    def _x(self, slot: int, number: int) -> float:
        """Where a slot of a day begins; a day of 23 or 25 hours fills the same width."""
        n = self.table.slots.first[number + 1] - self.table.slots.first[number]
        return LEFT + (WIDTH - LEFT - RIGHT) * slot / n

    def axis(self, number: int) -> None:
        """Hours above the rows that follow, once for all days of a length."""
        slots = self.table.slots
        begin, end = slots.first[number], slots.first[number + 1]
        if end - begin == self._told:
            self.y += 4
            return
        self.y += 0 if self._told == 0 else 22
        self._told = end - begin
        every = max(1, round(120 / slots.minutes))
        for slot in range(0, end - begin, every):
            self.write(self._x(slot, number), self.y - 5, f"{slots.at(begin + slot):%H}", size=10, middle=True)
        self.write(self._x(end - begin, number), self.y - 5, "24", size=10, middle=True)

    def limits(self, limit: Floats | None, emergency: Flags, number: int) -> None:
        """A strip of limits in queues, and of emergency hours over it."""
        if limit is not None:
            now = limit
            self.write(LEFT - 8, self.y + 13, say("timetable.limit_short", self.lang), size=10, end=True)
            edges = [0, *(np.flatnonzero(now[1:] != now[:-1]) + 1).tolist(), len(now)]
            for first, last in pairwise(edges):
                if np.isnan(now[first]):
                    continue
                left, right = self._x(first, number), self._x(last, number)
                self.parts.append(_rect(left, self.y, right - left, 18, "#eef1f4", stroke=PAPER))
                told = queues_in_words(float(now[first]), self.lang)
                if right - left > 7 * len(told):
                    self.write((left + right) / 2, self.y + 13, told, size=10, middle=True)
            self.y += 22
        if emergency.any():
            for first, last in stretches(emergency):
                left, right = self._x(first, number), self._x(last, number)
                self.parts.append(_rect(left, self.y, right - left, 14, "url(#emergency)"))
            self.write(LEFT - 8, self.y + 11, "!", size=11, end=True, bold=True)
            self.y += 18

    def row(self, name: str, status: Codes, known: Flags, hours: float, number: int) -> None:
        """One bar: on, planned, possible; blank where nothing is known."""
        self.write(LEFT - 8, self.y + ROW - 9, name, size=12, end=True, bold=True)
        for flags, colour in (
            (known, ON_COLOUR), (status == POSSIBLE, "url(#possible)"), (status == PLANNED, PLANNED_COLOUR),
        ):  # fmt: skip
            for first, last in stretches(flags):
                left, right = self._x(first, number), self._x(last, number)
                self.parts.append(_rect(left, self.y, right - left, ROW - 4, colour))
        slots = self.table.slots
        for slot in range(slots.first[number], slots.first[number + 1] + 1):
            if slots.at(slot).minute == 0:
                x = self._x(slot - slots.first[number], number)
                faint = FAINT if slots.at(slot).hour % 2 == 0 else "#eaeef2"
                self.parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{self.y}" y2="{self.y + ROW - 4}" '
                                  f'stroke="{faint}" stroke-width="0.6"/>')  # fmt: skip
        told = say("timetable.hours_off", self.lang, hours=queues_in_words(hours, self.lang))
        self.write(WIDTH - RIGHT + 10, self.y + ROW - 9, told, size=11)
        self.y += ROW

    def write(
        self, x: float, y: float, words: str, *, size: int, middle: bool = False, end: bool = False,
        bold: bool = False, colour: str = INK,
    ) -> None:  # fmt: skip
        anchor = "middle" if middle else "end" if end else "start"
        weight = ' font-weight="bold"' if bold else ""
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}"{weight} fill="{colour}">'
            f"{escape(words)}</text>"
        )

    def svg(self) -> str:
        """All of it: title, "as of", legend, rows, and what it is."""
        self.write(16, 28, self.title, size=18, bold=True)
        self.write(16, 48, say("timetable.as_of", self.lang, as_of=as_of(self.table, self.lang)), size=12, colour=MUTED)
        x = 16.0
        for word, colour in (("on", ON_COLOUR), ("planned", PLANNED_COLOUR), ("possible", "url(#possible)"),
                             ("emergency", "url(#emergency)")):  # fmt: skip
            self.parts.append(_rect(x, 58, 14, 12, colour, stroke=FAINT))
            told = say(f"timetable.{word}", self.lang)
            self.write(x + 19, 68, told, size=11)
            x += 19 + 7.2 * len(told) + 16
        note = say("timetable.model_note", self.lang)
        self.write(16, self.y + 22, note, size=10, colour=MUTED)
        height = self.y + 36
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
            f'height="{height}" font-family="{FONT}" role="img"><title>{escape(self.title)}</title>'
            f"<defs>{_pattern('possible', POSSIBLE_COLOUR, 45)}{_pattern('emergency', EMERGENCY_COLOUR, 135)}</defs>"
            f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>' + "".join(self.parts) + "</svg>"
        )


def _rect(x: float, y: float, width: float, height: float, fill: str, stroke: str | None = None) -> str:
    edge = f' stroke="{stroke}"' if stroke else ""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height}" fill="{fill}"{edge}/>'


def _pattern(name: str, colour: str, angle: int) -> str:
    return (
        f'<pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate({angle})">'
        f'<rect width="6" height="6" fill="{PAPER}"/><rect width="3.4" height="6" fill="{colour}"/></pattern>'
    )
