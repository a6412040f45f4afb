"""The kinds of cuts, kept apart as the operator keeps them, and each megawatt that is cut under one of them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from oberih.terms.batch import Flags, Floats
from oberih.terms.words import Lang, say


@dataclass(frozen=True, slots=True, kw_only=True)
class CutKind:
    """One kind: how quick it is, whom it spares, and whether anybody can be told beforehand."""

    code: str
    uk: str  #: what it is called in Ukraine
    automatic: bool  #: acts by itself; else a dispatcher orders it
    least_minutes: float
    most_minutes: float
    schedule: bool  #: a schedule is published
    spares_critical: bool
    spares_imports: bool  #: spares buyers of imported power

    def says(self, what: str, lang: Lang) -> str:
        """Its name, trigger, speed, who is cut or schedule, in words."""
        return say(f"cuts.{self.code}_{what}", lang)


@cache
def cut_kinds() -> dict[str, CutKind]:
    """All kinds by code, the quickest first.

    >>> [kind.code for kind in cut_kinds().values() if kind.schedule]
    ['gop', 'gpv']
    """
    raw = tomllib.loads(files("oberih.outage").joinpath("kinds.toml").read_text(encoding="utf-8"))
    return {code: CutKind(code=code, **values) for code, values in raw.items()}


@dataclass(frozen=True, slots=True, eq=False)
class ByKind:
    """MW cut by kind, arrays of one shape; what damage alone keeps off is none of them."""

    achr_mw: Floats
    savn_mw: Floats
    sgav_mw: Floats
    gav_mw: Floats
    gop_mw: Floats
    gpv_mw: Floats


def by_kind(
    demand_mw: Floats, automatic_mw: Floats, emergency_mw: Floats, scheduled_mw: Floats, *,
    critical_share: Floats | float, exempt_share: float = 0.0, industry_share: float = 0.0,
    separated: Flags | bool = True,
) -> ByKind:  # fmt: skip
    """Split automatic, emergency and scheduled cuts further.

    An island that turns on its own sheds by frequency (АЧР); a grid that stays tied can only shed by voltage and
    overload (САВН). Emergency cuts are ГАВ as far as queues hold load that no schedule has off already, beyond that
    СГАВ, which spares nobody. Of what is scheduled, limits of industry's power (ГОП) come first, up to its share.

    >>> split = by_kind(np.array([100.0]), np.array([0.0]), np.array([50.0]), np.array([40.0]), critical_share=0.25)
    >>> split.gav_mw.tolist(), split.sgav_mw.tolist(), split.gpv_mw.tolist()
    ([35.0], [15.0], [40.0])
    """
    free = np.maximum((1.0 - np.asarray(critical_share) - exempt_share) * demand_mw - scheduled_mw - automatic_mw, 0.0)
    gav = np.minimum(emergency_mw, free)
    gop = np.minimum(scheduled_mw, industry_share * demand_mw)
    by_frequency = np.where(separated, automatic_mw, 0.0)
    return ByKind(by_frequency, automatic_mw - by_frequency, emergency_mw - gav, gav, gop, scheduled_mw - gop)
