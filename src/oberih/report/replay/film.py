"""The replay as frames of a clip: drawn here without a browser, at any size, and handed to ffmpeg."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from oberih.report.colours import BOUNDS, FAINT, INK, PAPER, SCALE, fill
from oberih.report.numbers import number
from oberih.report.projection import Shape, shapes
from oberih.report.replay.base import LEAKED, Replay
from oberih.terms.words import Lang, say

#: by kind of weapon, as the page has them
COLOURS = ("#d55e00", "#cc79a7", "#000000", "#7a3b00", "#0072b2", "#005c3c", "#57606a")
STOPPED_COLOUR, HIT_COLOUR, UNIT_COLOUR, WARN = "#005c3c", "#b30000", "#08519c", "#9a3412"
TITLE_S, END_S = 4.0, 5.0
RAID_SHARE = 0.5  #: of the time between the cards that the raid takes
SMOOTH = 2  #: the map is drawn so much larger and shrunk, which smooths its lines

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Film:
    """What a clip is to be."""

    width: int = 1920
    height: int = 1080
    fps: int = 25
    seconds: float = 60.0

    @property
    def frames(self) -> int:
        return round(self.fps * self.seconds)


class Camera:
    """Draws one replay frame by frame. A frame is a pure function of its number."""

    def __init__(self, shown: Replay, film: Film, lang: Lang) -> None:
        self.shown, self.film, self.lang = shown, film, lang
        self.unit = min(film.width, film.height) / 1080
        self.box = self._box()
        self.land = self._land()
        self._hour, self._ground = -2, Image.new("RGB", (1, 1))
        self._glow = max(40.0, (shown.raid_s[1] - shown.raid_s[0]) / 60)
        self._tracks = [np.array(track).reshape(-1, 3) for track in shown.tracks]
        self._seats = self._seated()
        self.events = shown.events(lang)
        self._finish = np.array([row[3] for row in shown.weapons])

    def frames(self) -> Iterator[Pixels]:
        """All frames in order, (height, width, 3)."""
        for number_of_frame in range(self.film.frames):
            yield np.asarray(self.frame(number_of_frame))

    def frame(self, which: int) -> Image.Image:
        """One frame."""
        at = which / self.film.fps
        if at < TITLE_S:
            return self._card(self._title_lines())
        if at >= self.film.seconds - END_S:
            return self._card(self._end_lines())
        return self._scene((at - TITLE_S) / (self.film.seconds - TITLE_S - END_S))

    def time_at(self, share: float) -> float:
        """Seconds of the run at a share of the time between the cards."""
        begin, over = self.shown.raid_s
        end = max(self.shown.hours * 3600.0, over + 1)
        if share < RAID_SHARE:
            return begin + (over - begin) * share / RAID_SHARE
        return over + (end - over) * (share - RAID_SHARE) / (1 - RAID_SHARE)

    def _box(self) -> tuple[float, float, float, float]:
        """Left, top, width and height of the map: beside the text on a wide picture, above it on a square one."""
        film, pad = self.film, 40 * self.unit
        wide = film.width > 1.2 * film.height
        if wide:
            return pad, 130 * self.unit, film.width * 0.68 - pad, film.height - 200 * self.unit
        return pad, 150 * self.unit, film.width - 2 * pad, film.height * 0.62

    def _land(self) -> tuple[tuple[Shape, ...], float, float, float]:
        """Shapes in the film's pixels, with what turns the replay's places into them."""
        every, height = shapes(self.shown.geometry, 1000.0)
        left, top, width, high = self.box
        scale = min(width / 1000, high / height)
        dx, dy = left + (width - 1000 * scale) / 2, top + (high - height * scale) / 2
        moved = tuple(
            Shape(shape.iso, tuple(ring * scale + (dx, dy) for ring in shape.rings),
                  None if shape.label is None else shape.label * scale + (dx, dy))
            for shape in every
        )  # fmt: skip
        return tuple(sorted(moved, key=_extent, reverse=True)), scale, dx, dy

    def _seated(self) -> dict[int, tuple[float, float]]:
        """Where marks of weapons without a track stand: side by side about their region's middle."""
        if any(track.size for track in self._tracks):
            return {}
        by_iso = {shape.iso: shape for shape in self.land[0]}
        filled: dict[int, int] = {}
        out = {}
        for i in sorted(range(len(self.shown.weapons)), key=lambda i: self.shown.weapons[i][3]):
            region = int(self.shown.weapons[i][4])
            if region < 0:
                continue
            shape = by_iso[self.shown.regions[region]["iso"]]
            middle = shape.label
            if middle is None:
                ring = max(shape.rings, key=len)
                middle = (ring.max(axis=0) + ring.min(axis=0)) / 2
            n = filled[region] = filled.get(region, 0) + 1
            reach = 11 * self.unit * math.sqrt(n - 1)
            out[i] = (float(middle[0]) + reach * math.cos(2.4 * n), float(middle[1]) + reach * math.sin(2.4 * n))
        return out

    def _ground_at(self, hour: int) -> Image.Image:
        """The map of an hour with title and scale, kept until the hour changes."""
        if hour == self._hour:
            return self._ground
        film, shown = self.film, self.shown
        cut = shown.cut[hour] if hour >= 0 else [0] * len(shown.regions)
        colour = {region["iso"]: fill(cut[i] / 1000) for i, region in enumerate(shown.regions)}
        hit = {region["iso"] for region in shown.regions if region["hit"]}
        large = Image.new("RGB", (film.width * SMOOTH, film.height * SMOOTH), PAPER)
        pen = ImageDraw.Draw(large)
        for shape in self.land[0]:
            for ring in shape.rings:
                points = [(float(x) * SMOOTH, float(y) * SMOOTH) for x, y in ring]
                pen.polygon(points, fill=colour.get(shape.iso, "#e5e7eb"))
                pen.line([*points, points[0]], fill=INK if shape.iso in hit else "#57606a",
                         width=round((5 if shape.iso in hit else 2) * self.unit * SMOOTH / 2))  # fmt: skip
        ground = large.resize((film.width, film.height), Image.Resampling.BOX)
        self._heading(ImageDraw.Draw(ground))
        self._hour, self._ground = hour, ground
        return ground

    def _heading(self, pen: ImageDraw.ImageDraw) -> None:
        u, lang = self.unit, self.lang
        width, y = self.film.width - 80 * u, 24 * u
        fits = (size for size in (38, 34, 30, 26) if _font(size * u, bold=True).getlength(self._title()) < width)
        size = next(fits, 22)
        pen.text((40 * u, y), self._title(), font=_font(size * u, bold=True), fill=INK)
        warning = [say("replay.illustration", lang), *([say("replay.invented", lang)] if self.shown.invented else [])]
        for line in _wrapped(". ".join(warning), _font(22 * u, bold=True), width):
            y += 30 * u if y > 30 * u else 54 * u
            pen.text((40 * u, y), line, font=_font(22 * u, bold=True), fill=WARN)
        self._legend(pen)

    def _legend(self, pen: ImageDraw.ImageDraw) -> None:
        """Classes of colour along the lower edge."""
        u, x, y = self.unit, 40 * self.unit, self.film.height - 44 * self.unit
        edges = [0.0, *BOUNDS]
        for low, high, colour in zip(edges, [*BOUNDS, 1.0], SCALE, strict=True):
            pen.rectangle((x, y, x + 34 * u, y + 22 * u), fill=colour, outline="#57606a")
            pen.text((x + 42 * u, y - 2 * u), f"{100 * low:.0f}–{100 * high:.0f}", font=_font(19 * u), fill=INK)
            x += 128 * u
        pen.text((x, y - 2 * u), "% " + say("replay.word_demand", self.lang), font=_font(19 * u), fill=INK)

    def _title(self) -> str:
        return self.shown.title.get(self.lang) or say("briefing.title_default", self.lang)

    def _scene(self, share: float) -> Image.Image:
        t, shown = self.time_at(share), self.shown
        hour = min(shown.hours - 1, math.floor(t / 3600))
        picture = self._ground_at(hour).copy()
        pen = ImageDraw.Draw(picture)
        up = self._air(pen, t)
        self._captions(pen, t, hour, up)
        return picture

    def _air(self, pen: ImageDraw.ImageDraw, t: float) -> int:
        """Units, shots, and weapons with what became of them at a moment; how many are in the air."""
        if t < self.shown.raid_s[1] + 600:
            self._stands(pen)
        self._shots(pen, t)
        up = 0
        for i, row in enumerate(self.shown.weapons):
            age = (t - row[3]) / self._glow
            if i in self._seats:
                if age >= 0:
                    self._ended(pen, *self._seats[i], int(row[1]), age, stays=True)
                continue
            track = self._tracks[i] if i < len(self._tracks) else np.empty((0, 3))
            if not track.size or t < track[0, 0]:
                continue
            up += age < 0
            at = self._put(*_where(track, min(t, row[3])))
            if self._inside(*at) and age < 0:
                tail = self._put(*_where(track, max(track[0, 0], t - 2 * self._glow)))
                self._flying(pen, at, tail if self._inside(*tail) else at, int(row[0]))
            elif self._inside(*at):
                self._ended(pen, *at, int(row[1]), age)
        return up

    def _put(self, x: float, y: float) -> tuple[float, float]:
        _, scale, dx, dy = self.land
        return x * scale + dx, y * scale + dy

    def _stands(self, pen: ImageDraw.ImageDraw) -> None:
        u = self.unit
        for unit in self.shown.units:
            x, y = self._put(unit["x"], unit["y"])
            reach = unit["reach"] * self.land[1]
            pen.ellipse((x - reach, y - reach, x + reach, y + reach), outline="#7fa3cc", width=max(1, round(1.5 * u)))
            pen.rectangle((x - 5 * u, y - 5 * u, x + 5 * u, y + 5 * u), fill=UNIT_COLOUR)

    def _shots(self, pen: ImageDraw.ImageDraw, t: float) -> None:
        for at, number_of_unit, weapon, stopped in self.shown.shots:
            if at <= t <= at + self._glow and self._tracks[int(weapon)].size:
                unit = self.shown.units[int(number_of_unit)]
                ends = (*self._put(unit["x"], unit["y"]), *self._put(*_where(self._tracks[int(weapon)], at)))
                pen.line(ends, fill=STOPPED_COLOUR if stopped else "#a68a1d", width=max(1, round(2 * self.unit)))

    def _flying(
        self, pen: ImageDraw.ImageDraw, at: tuple[float, float], tail: tuple[float, float], kind: int
    ) -> None:
        (x, y), r = at, 6 * self.unit
        pen.line((*tail, x, y), fill=COLOURS[kind], width=max(1, round(2 * self.unit)))
        pen.ellipse((x - r, y - r, x + r, y + r), fill=COLOURS[kind], outline=PAPER)

    def _ended(
        self, pen: ImageDraw.ImageDraw, x: float, y: float, fate: int, age: float, *, stays: bool = False
    ) -> None:
        fresh = max(0.0, 1 - age)
        if fate == LEAKED:
            _star(pen, x, y, self.unit * (11 + 12 * fresh))
        elif fresh or stays:
            r = self.unit * (7 + 10 * fresh)
            pen.ellipse((x - r, y - r, x + r, y + r), outline=STOPPED_COLOUR, width=max(2, round(3 * self.unit)))

    def _inside(self, x: float, y: float) -> bool:
        """Whether a place is on the map, so that no mark lies on the text."""
        left, top, width, height = self.box
        return left <= x <= left + width and top <= y <= top + height

    def _captions(self, pen: ImageDraw.ImageDraw, t: float, hour: int, up: int) -> None:
        u, lang, shown = self.unit, self.lang, self.shown
        wide = self.film.width > 1.2 * self.film.height
        x = self.film.width * 0.7 if wide else 40 * u
        y = 170 * u if wide else self.film.height * 0.62 + 165 * u
        ended = self._finish <= t
        fates = np.array([row[1] for row in shown.weapons])[ended] if shown.weapons else np.empty(0)
        arrived, stopped = int((fates == LEAKED).sum()), int((fates != LEAKED).sum())
        lines = [(shown.told_at(t, lang) if t >= 0 else f"\u2212{math.ceil(-t / 60)}\u2032", 34, True)]
        lines += [(f"{say('replay.word_air', lang)}: {up}", 28, False)] if self._tracks and not self._seats else []
        lines += [(f"{say('replay.word_stopped', lang)}: {stopped}", 28, False)]
        lines += [(f"{say('replay.word_arrived', lang)}: {arrived}", 28, False)]
        if hour >= 0:
            cut, demand = shown.national["cut_mw"][hour], shown.national["demand_mw"][hour]
            mark = "%" if lang == "en" else "\u00a0%"
            lines += [(f"{say('replay.word_cut', lang)}: {number(100 * cut / demand, lang)}{mark}", 28, False)]
        said = _told_once([text for at, text in self.events if at <= t])
        for text, size, bold in lines:
            pen.text((x, y), text, font=_font(size * u, bold=bold), fill=INK)
            y += size * 1.5 * u
        y += 14 * u
        width = self.film.width - x - 30 * u
        for text in reversed(said[-(5 if wide else 2) :]):
            for line in _wrapped(text, _font(23 * u), width):
                pen.text((x, y), line, font=_font(23 * u), fill="#57606a")
                y += 32 * u
            y += 10 * u

    def _card(self, lines: list[tuple[str, float, bool]]) -> Image.Image:
        film, u = self.film, self.unit
        picture = Image.new("RGB", (film.width, film.height), PAPER)
        pen = ImageDraw.Draw(picture)
        y0, y = film.height * 0.24, film.height * 0.28
        for text, size, bold in lines:
            font = _font(size * u, bold=bold)
            for line in _wrapped(text, font, film.width * 0.84):
                pen.text((film.width * 0.08, y), line, font=font, fill=WARN if bold and size < 40 else INK)
                y += size * 1.35 * u
            y += 18 * u
        pen.line((film.width * 0.08, y0, film.width * 0.3, y0), fill=FAINT, width=round(4 * u))
        return picture

    def _title_lines(self) -> list[tuple[str, float, bool]]:
        lang, shown = self.lang, self.shown
        lines = [(self._title(), 60.0, True), (say("replay.illustration", lang), 34.0, True)]
        lines += [(say("replay.invented", lang), 34.0, True)] if shown.invented else []
        return [*lines, (say(f"replay.chosen_{shown.chosen}", lang, draw=shown.draw), 30.0, False)]

    def _end_lines(self) -> list[tuple[str, float, bool]]:
        lang, shown = self.lang, self.shown
        worst = max(c / d for c, d in zip(shown.national["cut_mw"], shown.national["demand_mw"], strict=True))
        share = number(100 * worst, lang)
        return [
            (say("replay.counts", lang, **shown.counts), 36.0, False),
            (say("replay.event_worst", lang, share=share), 36.0, False),
            (say("replay.illustration", lang), 34.0, True),
            (say("briefing.footer", lang), 26.0, False),
        ]


def _extent(shape: Shape) -> float:
    return max(float(np.prod(np.ptp(ring, axis=0))) for ring in shape.rings)


def _told_once(said: list[str]) -> list[str]:
    """The same thing several times in a row, told once with its count."""
    return [text if (n := len(list(rows))) == 1 else f"{text} ×{n}" for text, rows in groupby(said)]


def _where(track: NDArray[np.float64], t: float) -> tuple[float, float]:
    return float(np.interp(t, track[:, 0], track[:, 1])), float(np.interp(t, track[:, 0], track[:, 2]))


def _star(pen: ImageDraw.ImageDraw, x: float, y: float, r: float) -> None:
    points = []
    for i in range(16):
        angle, reach = i * math.pi / 8, r if i % 2 == 0 else 0.45 * r
        points.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    pen.polygon(points, fill=HIT_COLOUR, outline=PAPER)


@cache
def _font(size: float, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(str(Path(mpl.get_data_path()) / "fonts" / "ttf" / name), round(size))


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
