"""What binds the hours of units together: ramps, least output with hours off, and energy that is limited."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from oberih.grid.dc.conventions import Grid
from oberih.scenario.cases.base import Case
from oberih.terms.batch import Flags, Floats, Ints
from oberih.terms.errors import Fault, InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What binds the hours of one unit, or of an import that stands as one. Hours count from 0; ranges end before
    `to`."""

    row: int  #: of the generator in the case, from 1
    ramp_mw_per_h: float | None = None  #: most that output changes from one hour to the next, either way
    min_mw: float | None = None  #: least output while it runs; None: the case's own where asked for, else 0
    off_hours: tuple[tuple[int, int], ...] = ()  #: (from, to): hours in which it may stand still
    energy_mwh: float | None = None  #: most that it gives in each run of `energy_hours`
    energy_hours: int | None = None  #: None: all hours together

    def __post_init__(self) -> None:
        """Raises InputError with every fault."""
        faults = [
            Fault(key="horizon.negative", values={"row": self.row, "name": name, "found": value})
            for name in ("ramp_mw_per_h", "min_mw", "energy_mwh")
            if (value := getattr(self, name)) is not None and not 0 <= value < np.inf
        ]
        if any(not 0 <= first < last for first, last in self.off_hours):
            faults.append(Fault(key="horizon.off", values={"row": self.row}))
        if self.energy_hours is not None and self.energy_hours < 1:
            values = {"row": self.row, "name": "energy_hours", "found": self.energy_hours}
            faults.append(Fault(key="horizon.negative", values=values))
        if faults:
            raise InputError(*faults)


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """The same as arrays over the units that are left, MW."""

    least_mw: Floats  #: output while it runs, (gen,)
    most_mw: Floats
    may_stop: Flags  #: (hour, gen)
    ramp_mw: Floats  #: infinite where there is none, (gen,)
    budget_unit: Ints  #: units with limited energy, (budget,)
    budget_mwh: Floats
    budget_hours: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Left:
    """What earlier hours left. Output is NaN before the first hour: then nothing binds it."""

    stored_mwh: Floats  #: (store,)
    plant_mw: Floats  #: (gen,)
    running: Flags
    budget_mwh: Floats  #: left of the run of hours that the window begins in, (budget,)


def limits_of(case: Case, net: Grid, limits: Sequence[Limits], *, minimum_output: bool, hours: int) -> Binding:
    """Limits of the units that are left; those of units that are out count for nothing. Raises InputError where a
    least output is above the most."""
    base, n = net.base_mva, net.gen_row.size
    place = {row: i for i, row in enumerate(net.gen_row.tolist())}
    most = np.maximum(net.pmax_pu * base, 0.0)
    # from the case itself: the plain convention lets all output go down to nothing
    stated = np.asarray(case.gen["pmin_mw"].to_numpy(), np.float64)[np.isin(case.gen["row"].to_numpy(), net.gen_row)]
    least = np.clip(stated, 0.0, most) if minimum_output else np.zeros(n)
    may_stop, ramp = np.zeros((hours, n), np.bool_), np.full(n, np.inf)
    budgets: list[tuple[int, float, int]] = []
    faults = []
    for each in limits:
        if each.row not in place:
            continue
        i = place[each.row]
        if each.min_mw is not None:
            least[i] = each.min_mw
        if least[i] > most[i]:
            values = {"row": each.row, "found": float(least[i]), "most": float(most[i])}
            faults.append(Fault(key="horizon.least", values=values))
        if each.ramp_mw_per_h is not None:
            ramp[i] = each.ramp_mw_per_h
        for first, last in each.off_hours:
            may_stop[first:last, i] = True
        if each.energy_mwh is not None:
            budgets.append((i, each.energy_mwh, each.energy_hours or hours))
    if faults:
        raise InputError(*faults)
    may_stop &= least > 0  # a unit without a least output can give nothing anyhow
    unit, energy, run = zip(*budgets, strict=True) if budgets else ((), (), ())
    return Binding(
        least_mw=least,
        most_mw=most,
        may_stop=may_stop,
        ramp_mw=ramp,
        budget_unit=np.array(unit, np.int64),
        budget_mwh=np.array(energy, np.float64),
        budget_hours=np.array(run, np.int64),
    )


def first_left(binding: Binding, stored_mwh: Floats) -> Left:
    """Before the first hour."""
    n = binding.most_mw.size
    return Left(stored_mwh, np.full(n, np.nan), np.ones(n, np.bool_), binding.budget_mwh.copy())


def budget_after(binding: Binding, left_mwh: Floats, used_mwh: Floats, start: int) -> Floats:
    """Energy left after the hours from `start`, of the run of hours that then begins or goes on, (budget,).

    `used_mwh` is what was given in each of those hours, (hour, budget).

    >>> two_in_four = Binding(*(np.zeros(1),) * 2, np.zeros((8, 1), bool), np.zeros(1), np.array([0]), np.array([2.0]),
    ...                       np.array([4]))
    >>> budget_after(two_in_four, np.array([2.0]), np.array([[0.5]] * 3), 0).tolist()
    [0.5]
    >>> budget_after(two_in_four, np.array([2.0]), np.array([[0.5]] * 6), 0).tolist()
    [1.0]
    """
    left = left_mwh.copy()
    for hour, used in enumerate(used_mwh, start):
        left -= used
        fresh = (hour + 1) % binding.budget_hours == 0
        left[fresh] = binding.budget_mwh[fresh]
    return np.maximum(left, 0.0)
