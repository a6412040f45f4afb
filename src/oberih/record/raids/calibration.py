"""What a table of raids teaches about one day, as a small file: posterior draws of mean and concentration, by kind and
family, with where they come from.

The file holds fitted summaries only, no row of the table.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

import numpy as np
from scipy.stats import beta

from oberih.luck import FloatArray, Key, Stream, uniforms
from oberih.record.raids import fit as model
from oberih.record.raids.families import KIND_OF_FAMILY
from oberih.record.raids.shares import PRIOR_MEAN
from oberih.record.raids.table import RaidTable, raids
from oberih.terms.errors import Fault, InputError
from oberih.terms.kinds import KINDS, Kind

FORMAT, VERSION = "oberih-calibration", 1
ATTRIBUTION = (
    'Fitted to "Massive Missile Attacks on Ukraine", a table compiled by Petro Ivaniuk from posts of the Air Force. '
    "The table was read; no row of it is included."
)
LATELY_DAYS = 365  #: raids of so long before give the usual size and mix
PATH_DAYS = 28  #: between points of the line over time
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
MOST_DRAWS = 10_000
LEAST_MIX = 0.02  #: families of less than this share of a kind's launches are left out of its usual mix
DECOY_STOPPED = 0.95  #: of decoys, shot down, jammed or fallen; assumed, range 0.85-1.0

Batch = dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """What may be wrong with the figures as claimed, switched off unless somebody switches it on."""

    decoys: float = 0.0  #: share of the table's drones that were decoys; assumed where used, 0.2-0.6 from mid-2024
    claims_over: float = 0.0  #: part of what is claimed as stopped that was not; assumed where used, range 0-0.2

    def __post_init__(self) -> None:
        limits = {"decoys": (self.decoys, 0.9), "claims_over": (self.claims_over, 0.9)}
        faults = [
            Fault(key="calibrate.assumption", values={"name": name, "found": found, "most": most})
            for name, (found, most) in limits.items()
            if not 0 <= found <= most  # also refuses what is no number
        ]
        if faults:
            raise InputError(*faults)

    def apply(self, kind: Kind, mean: FloatArray) -> FloatArray:
        """Means of the share with decoys taken out of drones, and claims lowered."""
        if kind == "drone" and self.decoys:
            mean = (mean - self.decoys * DECOY_STOPPED) / (1 - self.decoys)
        return np.clip(mean * (1 - self.claims_over), 1e-4, 1 - 1e-4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """One kind or family on the calibration's day."""

    raids: int
    launched: int
    stopped: int
    reference_launched: int  #: weapons in the raid that means and bands belong to: the usual size lately
    mean: FloatArray  #: draws of the mean share stopped
    concentration: FloatArray  #: with each mean: the share of one raid is Beta(mean c, (1 - mean) c)
    bands: Mapping[str, float]  #: quantiles (p05 … p95) of the share stopped in one raid
    path: Sequence[Mapping[str, Any]] = ()  #: date, mean and p05 … p95 of one raid's share, over time

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "raids": self.raids, "launched": self.launched, "stopped": self.stopped,
            "reference_launched": self.reference_launched,
            "mean": {"mean": round(float(self.mean.mean()), 4), **_quantiles(self.mean)},
            "share_of_a_raid": dict(self.bands),
            "path": [dict(point) for point in self.path],
            "draws": {
                "mean": [round(float(value), 4) for value in self.mean],
                "concentration": [round(float(value), 3) for value in self.concentration],
            },
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Shares stopped as learnt from all raids before a day."""

    as_of: date
    first: date
    last: date
    seed: int
    rows: Mapping[str, int]
    kinds: Mapping[Kind, Learnt]
    families: Mapping[Kind, Mapping[str, Learnt]]
    half_lives: Mapping[Kind, Mapping[str, float]]  #: weight of each half-life (days) at the end
    assumptions: Assumptions = field(default_factory=Assumptions)
    attribution: str = ATTRIBUTION

    def plain(self) -> dict[str, Any]:
        """For JSON; `parse` reads it back."""
        return {
            "format": FORMAT, "version": VERSION, "attribution": self.attribution, "as_of": self.as_of.isoformat(),
            "first": self.first.isoformat(), "last": self.last.isoformat(), "seed": self.seed, "rows": dict(self.rows),
            "assumptions": {
                "decoys": self.assumptions.decoys, "claims_over": self.assumptions.claims_over,
                "decoys_stopped": DECOY_STOPPED,
            },
            "hyperparameters": hyperparameters(),
            "kinds": {
                kind: {
                    **learnt.plain(), "half_life_weights": dict(self.half_lives[kind]),
                    "families": {name: each.plain() for name, each in self.families[kind].items()},
                }
                for kind, learnt in self.kinds.items()
            },
        }  # fmt: skip


def hyperparameters() -> dict[str, Any]:
    """Every figure of the model that is assumed or tuned, by name."""
    return {
        "half_lives_days": [None if math.isinf(life) else life for life in model.HALF_LIVES_DAYS],
        "borrowed": list(model.BORROWED), "mean_sd_logit": model.MEAN_SD,
        "concentration_mid": model.CONCENTRATION_MID, "concentration_sd_log": model.CONCENTRATION_SD,
        "slope_sd": model.SLOPE_SD, "forget": model.FORGET, "floor": model.FLOOR, "fresh": model.FRESH,
        "common": model.COMMON, "reference_size": model.SIZE, "whole_mid": model.WHOLE_MID,
        "whole_size": model.WHOLE_SIZE,
        "prior_mean": {kind: PRIOR_MEAN[kind] for kind in KINDS},
    }  # fmt: skip


def calibrate(
    table: RaidTable, as_of: date | None = None, *, seed: int = 1, draws: int = 400,
    assumptions: Assumptions | None = None,
) -> Calibration:  # fmt: skip
    """Fit to all raids before a day (the day after the last, if None).

    Raises InputError where no raid of the Air Force is before it, or `draws` is not from 10 to `MOST_DRAWS`.
    """
    if not 10 <= draws <= MOST_DRAWS:
        raise InputError(Fault(key="calibrate.draws", values={"found": draws, "most": MOST_DRAWS}))
    frame = raids(table)
    if frame.is_empty():
        raise InputError(Fault(key="hindcast.no_official", where=table.name))
    days = frame["start_date"].to_list()
    day = as_of or max(days) + timedelta(days=1)
    frame = frame.filter(frame["start_date"] < day)
    if frame.is_empty():
        raise InputError(Fault(key="calibrate.too_early", where=table.name, values={"day": day, "first": min(days)}))
    used = frame["start_date"].to_list()
    switched = assumptions or Assumptions()
    first = min(used)
    kinds: dict[Kind, Learnt] = {}
    families: dict[Kind, dict[str, Learnt]] = {}
    lives: dict[Kind, dict[str, float]] = {}
    for kind, history in model.by_kind(frame).items():
        fitted = _Fitted(kind, history, day, first, Key(seed), draws, switched)
        kinds[kind], families[kind], lives[kind] = fitted.kind_learnt(), fitted.families_learnt(), fitted.lives()
    return Calibration(
        as_of=day, first=first, last=max(used), seed=seed, assumptions=switched,
        rows={**table.counts, "used": int(frame["rows"].sum())}, kinds=kinds, families=families, half_lives=lives,
    )  # fmt: skip


class _Fitted:
    """One kind, run through its raids once, with what was known at each point of the path."""

    def __init__(
        self, kind: Kind, history: Sequence[tuple[date, Batch]], day: date, first: date, key: Key, draws: int,
        assumptions: Assumptions,
    ) -> None:  # fmt: skip
        self.kind, self.history, self.key, self.assumptions = kind, history, key, assumptions
        self.names = model.families_of(history)
        lately = [raid for at, raid in history if (day - at).days <= LATELY_DAYS] or [raid for _, raid in history]
        self.size = max(1, int(np.median([sum(n for n, _ in raid.values()) for raid in lately])))
        self.sizes = {name: _usual_size(name, lately, history) for name in self.names}
        total = {name: sum(raid[name][0] for raid in lately if name in raid) for name in self.names}
        mix = {name: n / sum(total.values()) for name, n in total.items() if n >= LEAST_MIX * sum(total.values())}
        self.mix = {name: max(1, round(part * self.size)) for name, part in mix.items()}
        self.paths: dict[str | None, list[dict[str, Any]]] = {name: [] for name in (None, *self.names)}
        self.filter = model.KindFilter(kind, self.names)
        self._run(day, first)
        chance = uniforms(key, Stream.STOP_SHARE, range(draws), range(KINDS.index(kind) * 100, _end(kind, self)), k=3)
        self.chance = chance

    def _run(self, day: date, first: date) -> None:
        # the line ends on the day itself; a family's begins with its first raid
        points = [day - timedelta(days=back) for back in range(0, (day - first).days + 1, PATH_DAYS)][::-1]
        done = 0
        seen: set[str] = set()
        for point in points:
            while done < len(self.history) and self.history[done][0] < point:
                self.filter.learn(*self.history[done])
                seen |= set(self.history[done][1])
                done += 1
            if not seen:
                continue
            self.filter.move_to(point)
            even = model.spread_points(len(self.names) + 1, 200)
            for name in (None, *sorted(seen)):
                mean, concentration = self._draws(name, even[:, :-1])
                self.paths[name].append({"date": point.isoformat(), "mean": round(float(mean.mean()), 4),
                                         **_raid_bands(mean, concentration, even[:, -1])})  # fmt: skip

    def _draws(self, name: str | None, chance: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Mean and concentration of a raid's share: of a family, or of the usual mix of the kind (None)."""
        launched = self.mix if name is None else {name: self.sizes[name]}
        posteriors = {each: self.filter.posterior(each) for each in launched}
        columns = [self.names.index(each) for each in launched]
        mean, variance, _ = model.combined(posteriors, launched, chance[:, columns])
        concentration = model.concentration_of(mean, variance)
        # rounded here, so that a file says what was computed with
        return np.round(self.assumptions.apply(self.kind, mean), 4), np.round(concentration, 3)

    def _learnt(self, name: str | None, size: int) -> Learnt:
        counts = [
            pair for _, raid in self.history
            if (pair := _sum(raid) if name is None else raid.get(name)) is not None
        ]  # fmt: skip
        mean, concentration = self._draws(name, self.chance[:, :-1])
        return Learnt(
            raids=len(counts), launched=sum(n for n, _ in counts), stopped=sum(k for _, k in counts),
            reference_launched=size, mean=mean, concentration=concentration,
            bands=_raid_bands(mean, concentration, self.chance[:, -1]), path=self.paths[name],
        )  # fmt: skip

    def kind_learnt(self) -> Learnt:
        return self._learnt(None, self.size)

    def families_learnt(self) -> dict[str, Learnt]:
        return {name: self._learnt(name, self.sizes[name]) for name in self.names}

    def lives(self) -> dict[str, float]:
        """Weight of each half-life, days, over all members that have it."""
        weight = dict.fromkeys((f"{life:g}" for life in model.HALF_LIVES_DAYS), 0.0)
        for (index, _), part in zip(self.filter.members, self.filter.weights().sum(axis=1), strict=True):
            weight[f"{model.HALF_LIVES_DAYS[index]:g}"] += float(part)
        return {life: round(part, 4) for life, part in weight.items()}


def _end(kind: Kind, fitted: _Fitted) -> int:
    """After the last entity of a kind's draws: one a family, one for the raid."""
    return KINDS.index(kind) * 100 + len(fitted.names) + 1


def _sum(raid: Batch) -> tuple[int, int]:
    return sum(n for n, _ in raid.values()), sum(k for _, k in raid.values())


def _usual_size(name: str, lately: Sequence[Batch], history: Sequence[tuple[date, Batch]]) -> int:
    sizes = [raid[name][0] for raid in lately if name in raid] or [raid[name][0] for _, raid in history if name in raid]
    return max(1, int(np.median(sizes)))


def _quantiles(values: FloatArray) -> dict[str, float]:
    found = np.quantile(values, LEVELS)
    return {f"p{round(level * 100):02d}": round(float(value), 4) for level, value in zip(LEVELS, found, strict=True)}


def _raid_bands(mean: FloatArray, concentration: FloatArray, chance: FloatArray) -> dict[str, float]:
    return _quantiles(cast(FloatArray, beta.ppf(chance, mean * concentration, (1 - mean) * concentration)))


def load_calibration(path: Path | str) -> Calibration:
    """Read a calibration from its file. Raises InputError with every fault: no file, no JSON, another format or
    version, what is missing, draws out of their range."""
    where = str(path)
    try:
        document = json.loads(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(Fault(key="calibrate.missing", where=where)) from None
    except OSError as error:
        raise InputError(Fault(key="raidtable.unreadable", where=where, values={"reason": error.strerror})) from None
    except (ValueError, RecursionError):  # neither JSON nor UTF-8
        raise InputError(Fault(key="calibrate.not_json", where=where)) from None
    return parse(document, where)


def parse(document: Any, where: str = "") -> Calibration:
    """A calibration from what its file holds. Raises InputError with every fault."""
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise InputError(Fault(key="calibrate.other_format", where=where))
    if document.get("version") != VERSION:
        values = {"found": document.get("version"), "expected": VERSION}
        raise InputError(Fault(key="calibrate.other_version", where=where, values=values))
    faults: list[Fault] = []
    read = _Reader(where, faults)
    kinds: dict[Kind, Learnt] = {}
    families: dict[Kind, dict[str, Learnt]] = {}
    lives: dict[Kind, dict[str, float]] = {}
    named = read.mapping(document, "kinds", "")
    for name, body in named.items():
        kind = next((each for each in KINDS if each == name), None)
        if kind is None or not isinstance(body, dict):
            read.fault(f"kinds.{name}")
            continue
        kinds[kind] = read.learnt(body, f"kinds.{name}")
        lives[kind] = read.mapping(body, "half_life_weights", f"kinds.{name}.")
        families[kind] = {
            each: read.learnt(part, f"kinds.{name}.families.{each}")
            for each, part in read.mapping(body, "families", f"kinds.{name}.").items()
        }
    assumed = read.mapping(document, "assumptions", "")
    days = {name: read.day(document, name) for name in ("as_of", "first", "last")}
    rows = read.mapping(document, "rows", "")
    if not named and not faults:
        read.fault("kinds")
    if faults:
        raise InputError(*faults)
    return Calibration(
        **days, seed=int(document.get("seed", 0)), rows=rows, kinds=kinds, families=families, half_lives=lives,
        assumptions=Assumptions(
            decoys=float(assumed.get("decoys", 0.0)), claims_over=float(assumed.get("claims_over", 0.0))
        ),
        attribution=str(document.get("attribution", "")),
    )  # fmt: skip


class _Reader:
    """Takes parts out of a document, and notes what is missing or wrong by its place."""

    def __init__(self, where: str, faults: list[Fault]) -> None:
        self.where, self.faults = where, faults

    def fault(self, place: str) -> None:
        self.faults.append(Fault(key="calibrate.part", where=self.where, values={"place": place}))

    def mapping(self, body: Mapping[str, Any], name: str, place: str) -> dict[str, Any]:
        found = body.get(name)
        if isinstance(found, dict):
            return found
        self.fault(place + name)
        return {}

    def day(self, body: Mapping[str, Any], name: str) -> date:
        try:
            return date.fromisoformat(body[name])
        except (KeyError, TypeError, ValueError):
            self.fault(name)
            return date.min

    def learnt(self, body: Any, place: str) -> Learnt:
        if not isinstance(body, dict):
            self.fault(place)
            body = {}
        drawn = self.mapping(body, "draws", f"{place}.")
        mean, concentration = (self.numbers(drawn, name, f"{place}.draws.") for name in ("mean", "concentration"))
        if mean.size != concentration.size or mean.size == 0 or not ((mean > 0) & (mean < 1)).all():
            self.fault(f"{place}.draws.mean")
        if not (concentration > 0).all():
            self.fault(f"{place}.draws.concentration")
        counts = {}
        for name in ("raids", "launched", "stopped", "reference_launched"):
            counts[name] = body.get(name)
            if not isinstance(counts[name], int) or counts[name] < 0:
                self.fault(f"{place}.{name}")
        path = body.get("path", [])
        return Learnt(
            **cast(dict[str, int], counts), mean=mean, concentration=concentration,
            bands=self.mapping(body, "share_of_a_raid", f"{place}."), path=path if isinstance(path, list) else [],
        )  # fmt: skip

    def numbers(self, body: Mapping[str, Any], name: str, place: str) -> FloatArray:
        try:
            values = np.array(body.get(name, []), np.float64)
        except (TypeError, ValueError):
            values = np.array([np.nan])
        if values.ndim != 1 or not np.isfinite(values).all():
            self.fault(place + name)
            return np.array([0.5])
        return values


def family_order(names: Sequence[str]) -> list[str]:
    """Families in the order of the family table; mixes and others after them, by name.

    >>> family_order(["cruise_mix", "kalibr", "kh101"])
    ['kh101', 'kalibr', 'cruise_mix']
    """
    listed = list(KIND_OF_FAMILY)
    return sorted(names, key=lambda name: (listed.index(name) if name in listed else len(listed), name))
