"""What comes during a winter, by the day on which it is there: beside the pack, and to the defence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from oberih.damage.fragility import PROTECTIONS
from oberih.defence import Layout
from oberih.scenario import Pack
from oberih.scenario.strengthened import shares, strengthened
from oberih.scenario.strengthening import Addition
from oberih.terms.batch import Floats, Ints

DAY_H = 24


@dataclass(frozen=True, slots=True, eq=False)
class Reinforced:
    """What comes to a layered defence whose layout has everything from the start: until its day it sleeps."""

    unit_day: Ints  #: day on which each unit of the layout is there
    sensor_day: Ints
    loads: tuple[tuple[int, int, int], ...] = ()  #: day, unit, rounds into its store

    def awake(self, stands: Layout, day: int) -> Layout:
        """The defence of a day: who is not there yet reaches and sees nothing."""
        late, blind = self.unit_day > day, self.sensor_day > day
        if late.any():
            units = stands.units
            far, near = units.range_km.copy(), units.near_range_km.copy()
            far[:, late] = -1.0
            near[:, np.flatnonzero(late)] = -1.0
            stands = replace(stands, units=units._replace(range_km=far, near_range_km=near))
        if blind.any():
            sensors = stands.sensors
            stands = replace(
                stands, sensors=sensors._replace(range_km=np.where(blind, 0.0, sensors.range_km))
            )
        return stands

    def filled(self, stands: Layout, day: int) -> Layout:
        """The same with the loads that have come, where stores are full before each raid."""
        store = stands.units.store.copy()
        for since, unit, rounds in self.loads:
            store[unit] += rounds if since <= day else 0
        return replace(stands, units=stands.units._replace(store=store))


@dataclass(frozen=True, slots=True, eq=False)
class Growth:
    """Additions of one draw; days count from the campaign's first."""

    pack: Pack  #: with all rows of mobile generation, and nothing else that a draw samples moved
    row_day: Ints  #: day from which each asset is there; 0 for those of the pack, (asset,)
    protection: tuple[tuple[int, Ints], ...]  #: level of each asset from a day on
    import_mw: Floats  #: imports beside the pack's, (day,)
    storage_mw: Floats  #: (day, region)
    storage_mwh: Floats
    backup: tuple[tuple[int, str, float], ...]  #: from a day on, name of the range, hours more
    spares: tuple[tuple[int, str, int], ...]  #: day, class, how many
    crews: tuple[int, ...]  #: day of each
    defence: Reinforced | None = None

    def protection_on(self, day: int) -> Ints:
        """Level of protection of each asset on a day."""
        return [level for since, level in self.protection if since <= day][-1]

    def there(self, n_hours: int, start_hour: int) -> Floats:
        """Which assets are there in each hour, 1 or 0, (hour, asset)."""
        day = (start_hour + np.arange(n_hours)) // DAY_H
        return (day[:, None] >= self.row_day).astype(np.float64)

    def by_hour(self, of_day: Floats, n_hours: int, start_hour: int) -> Floats:
        """What is known by day, by hour."""
        day = np.minimum((start_hour + np.arange(n_hours)) // DAY_H, of_day.shape[0] - 1)
        return np.ascontiguousarray(of_day[day])


def grown(
    pack: Pack, additions: Sequence[tuple[int, Addition]], days: int, defence: Reinforced | None = None
) -> Growth:
    """What additions make of a pack over so many days; each with the day on which it is there."""
    ordered = sorted(additions, key=lambda each: each[0])
    imports, mw, mwh = np.zeros(days + 1), *(np.zeros((days + 1, len(pack.regions))) for _ in range(2))
    if pack.storage_mw is not None and pack.storage_mwh is not None:  # what is there already
        mw, mwh = mw + pack.storage_mw, mwh + pack.storage_mwh
    row_day = [0] * pack.assets.height
    rows, efficiency = pack, 0.0
    for day, each in ordered:
        if each.add == "generation":
            rows = strengthened(rows, [each])
            row_day += [day] * (rows.assets.height - len(row_day))
        elif each.add == "imports":
            imports[day:] += each.mw or 0.0
        elif each.add == "storage":
            part = shares(pack, each.regions)
            mw[day:] += part * (each.mw or 0.0)
            mwh[day:] += part * (each.mwh or 0.0)
            efficiency = efficiency or strengthened(pack, [each]).storage_efficiency
    if efficiency:
        rows = replace(rows, storage_efficiency=efficiency)
    return Growth(
        pack=rows, row_day=np.array(row_day, np.int64), protection=_protections(rows, ordered), import_mw=imports,
        storage_mw=mw, storage_mwh=mwh,
        backup=tuple(
            (day, f"pack.backup_{each.site}_h", each.hours or 0.0) for day, each in ordered if each.add == "backup"
        ),
        spares=tuple((day, str(each.asset_class), each.n or 0) for day, each in ordered if each.add == "spares"),
        crews=tuple(day for day, each in ordered if each.add == "crews" for _ in range(each.n or 0)),
        defence=defence,
    )  # fmt: skip


def _protections(pack: Pack, ordered: Sequence[tuple[int, Addition]]) -> tuple[tuple[int, Ints], ...]:
    level = np.array([PROTECTIONS.index(each) for each in pack.assets["protection"]], np.int64)
    of, region = pack.assets["asset_class"].to_numpy(), pack.assets["region"].to_numpy()
    steps = [(0, level)]
    for day, each in ordered:
        if each.add == "protection":
            here = (of == each.asset_class) & (np.isin(region, each.regions) if each.regions else True)
            level = np.where(here, np.maximum(level, PROTECTIONS.index(str(each.level))), level)
            steps.append((day, level))
    return tuple(steps)
