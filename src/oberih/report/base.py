"""What a briefing is made of, before any language: intervals, reported figures, quotes, findings."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

import polars as pl


@dataclass(frozen=True, slots=True)
class QuantityRow:
    """Which row of the table of quantities a figure is; None in a field is null in the table."""

    quantity: str
    region: str | None = None
    hour: int | None = None
    kind: str | None = None


class Unit(Enum):
    """What a number counts; it decides how the number is rounded and written."""

    COUNT = "count"
    MW = "mw"
    MWH = "mwh"
    SHARE = "share"  #: 0 to 1, written as a percentage
    HOURS = "hours"
    PEOPLE = "people"
    PERSON_HOURS = "person_hours"


@dataclass(frozen=True, slots=True)
class Interval:
    """One quantity over all draws. Quantiles that are not finite stand for "not within the modelled hours"."""

    mean: float
    se: float  #: standard error of the mean
    p05: float
    p25: float
    p50: float
    p75: float
    p95: float
    row: QuantityRow | None = field(default=None, compare=False)  #: of the table of quantities, where it is from

    @property
    def certain(self) -> bool:
        """True where every draw gave the same (one draw, or nothing to differ in)."""
        return self.p05 == self.p95

    @property
    def drawable(self) -> bool:
        """True where every quantile is a number that an axis can carry."""
        return all(math.isfinite(x) for x in (self.p05, self.p25, self.p50, self.p75, self.p95))


@dataclass(frozen=True, slots=True)
class Amount:
    """A number or an interval with its unit, to be written in a reader's language."""

    value: float | Interval
    unit: Unit
    beyond_h: float | None = None  #: hours from which on a duration is only known to be longer
    brief: bool = False  #: write the median and the 90 % interval only
    row: QuantityRow | None = field(default=None, compare=False)  #: where a bare number is from


@dataclass(frozen=True, slots=True)
class Reported:
    """A figure as a report gave it: operator, number, and the range that they allow.

    `low` and `high` are None where the report leaves that side open. Operators are those of the record:
    = > >= ~ < most all some none.
    """

    op: str
    n: float | None
    low: float | None
    high: float | None
    kind: str | None = None  #: a kind of weapon as reports name them
    whole: "Reported | None" = None  #: what "most" or "all" is a share of


@dataclass(frozen=True, slots=True)
class Regions:
    """Regions by ISO code, to be named in a reader's language."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """A speaker or a body, as the record has it."""

    given: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence by key, and what fills it: amounts, reported figures, regions, dates, other findings, plain text."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """One claim of the report: what it says, in which words, and who says it."""

    type: str
    scope: str
    figure: Reported | None
    places: tuple[str, ...]  #: ISO codes of the regions named
    object: str | None
    text: str  #: the report's own words
    speaker: str | None
    organisation: str | None
    channel: str | None
    facts: tuple[str, ...] = field(default=(), compare=False)  #: ids of the facts that it tells


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One quantity as reported beside the same as modelled; either side may be missing."""

    key: str
    kind: str | None  #: weapons of this kind (as reports name kinds); None: all weapons, or no weapon
    reported: Finding | None
    model: Finding
    interval: Interval | None  #: None where there is nothing to draw
    unit: Unit
    figure: Reported | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StopShare:
    """Share of one kind stopped in one raid, 0 to 1: by the record, over this run's draws, and as reported of it."""

    kind: str
    mean: float  #: by the record
    low: float  #: nine raids in ten are within `low` and `high`
    high: float
    model: Interval
    reported: float | None  #: where the report counts both
    file: str = field(compare=False)  #: of the run, in which the record's share stands
    key: str = field(compare=False)  #: where in that file


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionRow:
    """One region over the run: the worst hour, the raid's part of it, energy and people."""

    iso: str
    hit: bool
    peak_cut_mw: Interval | None
    peak_cut_share: Interval | None
    raid_peak_cut_share: Interval | None
    raid_unserved_mwh: Interval | None
    hours_cut: Interval | None
    people: Interval | None
    emergency: float | None  #: probability of emergency cuts, 0 to 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """One figure that the model assumed, with its range and where it is from."""

    key: str
    name: Mapping[str, str]
    value: object
    low: object
    high: object
    unit: str
    source: str
    quality: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a run says of itself (run.json)."""

    id: str
    created: str
    version: str
    kind: str
    seed: int
    draws: int
    hours: int
    form: str  #: "public" or "internal"
    young: bool  #: the raid was less than seven days old
    raid_date: date | None
    raid_hour: int | None  #: local hour in which the raid begins
    report_name: str | None
    report_sha256: str | None
    report_language: str | None
    title: Mapping[str, str]
    launched: tuple[Mapping[str, object], ...]
    regions_hit: tuple[str, ...]
    invented: bool = False  #: it plays in a country that does not exist
    region_names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  #: code → short name by language
    left_open: tuple[str, ...] = ()  #: keys of sentences on what was open and how the run settled it

    @property
    def internal(self) -> bool:
        return self.form == "internal"

    @property
    def withheld(self) -> bool:
        """True where regions must not be shown: damage assessment just after a raid helps the wrong side."""
        return self.young and not self.internal


Row = tuple[Interval | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Intervals in the order of `people.COLUMNS`. Nothing regional where the run's regions must not be shown."""

    days: tuple[Row, ...] = ()  #: the country, by day of 24 hours from the raid's first hour
    whole: Row = ()  #: the country, the whole run
    regions: tuple[tuple[str, Row], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """All that a briefing says, without a language. Where `run.withheld`, nothing regional is in it."""

    run: Run
    summary: tuple[Finding, ...]
    quotes: tuple[Quote, ...]  #: claims of this raid
    toll: tuple[Quote, ...]  #: killed and wounded, as reported; never simulated
    elsewhere: tuple[Quote, ...]  #: claims of other days or in total, which enter no sum of this raid
    comparisons: tuple[Comparison, ...]
    stop_shares: tuple[StopShare, ...]  #: how the run is calibrated, by kind; empty where the record says nothing
    regions: tuple[RegionRow, ...]
    worst: Regions  #: up to three regions that lose most, where that can be told
    national_hours: pl.DataFrame  #: quantity, hour and quantiles
    region_hours: pl.DataFrame  #: the same by region; empty where withheld
    restoration: tuple[Finding, ...]
    trapezoid: Mapping[str, Interval]  #: corners of the resilience trapezoid, by quantity; empty where not held
    people: People
    gaps: tuple[Finding, ...]
    notes: tuple[str, ...]
    assumptions: tuple[Assumption, ...]
