"""One recorded raid run through the whole model: what was stopped and which regions were hit are given, cuts are
not."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oberih.grid import network
from oberih.luck import FloatArray, Key
from oberih.record.energy.observed import OBSERVED
from oberih.record.energy.table import EnergyRaid
from oberih.scenario import Pack, Scenario, WeaponGroup
from oberih.scenario.doubt import Doubt
from oberih.scenario.model import Defence, Grid, Raid, StopShares
from oberih.scenario.pack import load_pack, pack_states
from oberih.study.draw import Batch, simulate
from oberih.study.figures import EMERGENCY_SHARE, FIRST_DAY_H
from oberih.terms.kinds import KINDS, Kind, ReportKind

PACK = "ua"
HOURS = 48  #: the day of the raid and the next
BATCH_DRAWS = 50
#: leakers that a raid may have had of which the row tells nothing, missiles; assumed where fewer than three earlier
#: raids tell
UNKNOWN = (3, 20)
#: of the earlier raids' leakers, from which to which quantile
UNKNOWN_QUANTILES = (0.25, 0.75)
NEXT_DAY_HOURS = (
    8,
    22,
)  #: local hours over which the next day's deficit is a mean: statements speak of the day, not the night
_KIND_TO_REPORT: dict[Kind, ReportKind] = {
    "cruise": "cruise", "guided": "kh59", "ballistic": "ballistic", "aeroballistic": "kinzhal"
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Replay:
    """What the model says of one raid."""

    state: str  #: of the pack
    draws: int
    chance: FloatArray  #: of emergency cuts within a day, by region of `OBSERVED`; no figure is ever exactly 0 or 1
    deficit: FloatArray  #: share of demand not served in the next day's waking hours, with schedules, (draw,)
    deficit_before: FloatArray  #: the same without the raid
    lost_share: FloatArray  #: most of demand off at once within the first day, (draw,)
    separated: float  #: share of draws
    nuclear_off: FloatArray  #: share of nuclear capacity off by the raid, (draw,)


def state_for(raid: EnergyRaid, states: Sequence[str]) -> str:
    """The pack's latest state that is not younger than the raid; the first where all are.

    A state named after the month of a raid was made for the raids of that month.
    """
    month = raid.day.strftime("%Y-%m")
    return max((state for state in states if state <= month), default=min(states))


@cache
def _pack(state: str) -> Pack:
    return load_pack(PACK, state)


def states() -> tuple[str, ...]:
    """States that the pack has, oldest first."""
    return pack_states()[PACK]


def scenario(raid: EnergyRaid, earlier: Sequence[EnergyRaid], state: str) -> Scenario | None:
    """The raid as the model flies it: only what was not stopped takes off, and nothing stops it. None where nothing
    leaked."""
    groups = _groups(raid, earlier)
    if sum(group.n_max for group in groups) == 0:
        return None
    none = StopShares(mean=1e-6, sd=1e-7, source="given: what was stopped is left out")
    known = _pack(state).regions
    return Scenario(
        hours=HOURS,
        raid=Raid(date=raid.day, weapons=groups, hit_regions=tuple(code for code in raid.hit if code in known)),
        defence=Defence(shares=dict.fromkeys(KINDS, none), lost_share=Doubt(low=0, mid=0, high=0, source="given")),
        grid=Grid(pack=PACK, state=state),
    )


def _groups(raid: EnergyRaid, earlier: Sequence[EnergyRaid]) -> tuple[WeaponGroup, ...]:
    missiles, drones = raid.leakers.missiles, raid.leakers.drones
    if missiles is None and drones is None:
        low, high = unknown_leakers(earlier)
        return (WeaponGroup(kind="missile", n_min=low, n_max=high),)
    found = []
    if missiles is not None:
        by_kind = raid.leakers.by_kind
        found = [WeaponGroup(kind=_KIND_TO_REPORT[kind], n_min=n, n_max=n) for kind, n in by_kind.items()]
        rest = sum(by_kind.values())
        found.append(WeaponGroup(kind="missile", n_min=max(missiles.low - rest, 0), n_max=max(missiles.high - rest, 0)))
    if drones is not None:
        found.append(WeaponGroup(kind="uav", n_min=drones.low, n_max=drones.high))
    return tuple(group for group in found if group.n_max)


def unknown_leakers(earlier: Sequence[EnergyRaid]) -> tuple[int, int]:
    """Missiles that may have leaked where a row tells nothing: the middle half of earlier raids."""
    told = [raid.leakers.missiles.low for raid in earlier if raid.leakers.missiles is not None]
    if len(told) < 3:
        return UNKNOWN
    low, high = np.quantile(told, UNKNOWN_QUANTILES)
    return int(low), max(int(high), int(low) + 1)


def replay(raid: EnergyRaid, earlier: Sequence[EnergyRaid], n_draws: int, key: Key, state: str) -> Replay:
    """Run the raid on a state of the pack."""
    pack = _pack(state)
    here = [pack.regions.index(code) for code in OBSERVED]
    given = scenario(raid, earlier, state)
    if given is None:  # nothing leaked: the same draws without a raid have no emergency cuts by definition
        given = Scenario(hours=HOURS, raid=Raid(date=raid.day, weapons=(WeaponGroup(kind="missile", n_min=1, n_max=1),),
            energy_share=Doubt(low=0, mid=0, high=0, source="given")), grid=Grid(pack=PACK, state=state))  # fmt: skip
    net = network(pack, given)
    parts = [
        _part(simulate(given, pack, key, np.arange(first, min(first + BATCH_DRAWS, n_draws)), net), pack)
        for first in range(0, n_draws, BATCH_DRAWS)
    ]
    cut, deficit, before, lost, separated, nuclear = (np.concatenate(each) for each in zip(*parts, strict=True))
    return Replay(
        state=state, draws=n_draws,
        chance=(cut[:, here].sum(axis=0) + 0.5) / (n_draws + 1),  # Jeffreys' prior: an event unseen in n draws may be
        deficit=deficit, deficit_before=before, lost_share=lost, separated=float(separated.mean()), nuclear_off=nuclear,
    )  # fmt: skip


def _part(batch: Batch, pack: Pack) -> tuple[NDArray[Any], ...]:
    cuts, demand = batch.cuts, batch.hours.demand_mw
    sudden = (cuts.damage_mw + cuts.automatic_mw + cuts.emergency_mw)[:, :FIRST_DAY_H]
    cut = (sudden >= EMERGENCY_SHARE * demand[:, :FIRST_DAY_H]).any(axis=1)
    hour = (batch.weapons.start_hour[:, None] + np.arange(demand.shape[1])) % (24 * 7)
    waking = (hour // 24 == 1) & (hour % 24 >= NEXT_DAY_HOURS[0]) & (hour % 24 < NEXT_DAY_HOURS[1])
    total = demand.sum(axis=2)
    share = [  # demand of its own each: load that comes back after an outage is greater for a while
        np.where(waking, need.sum(axis=2) - served.sum(axis=2), 0.0).sum(axis=1)
        / np.where(waking, need.sum(axis=2), 0.0).sum(axis=1)
        for need, served in ((demand, cuts.served_mw), (batch.base.demand_mw, batch.base.served_mw))
    ]
    lost = ((total - cuts.served_mw.sum(axis=2)) / total)[:, :FIRST_DAY_H].max(axis=1)
    nuclear = (pack.assets["asset_class"] == "nuclear").to_numpy() & (pack.assets["available_mw"] > 0).to_numpy()
    weight = pack.assets["available_mw"].to_numpy()[nuclear]
    off = np.isfinite(batch.minute.off_h[:, nuclear]) @ weight / max(float(weight.sum()), 1e-9)
    return np.asarray(cut), share[0], share[1], lost, batch.minute.separated, off
