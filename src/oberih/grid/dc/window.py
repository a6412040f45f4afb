"""One window of hours as one programme: the stages of least cut, solved exactly by HiGHS.

Unknowns, hour after hour: angles, output of units, used of given injections, cut, critical cut, charge, discharge,
stored energy, whether a unit that may stop runs. Rows: the balance of each bus, limits of lines, energy of stores
(what is charged comes in, and what is discharged goes out, times and over the square root of the efficiency there and
back), output of units that may stop, ramps (a unit that starts or stops may jump to or from its least output), energy
that is limited. Per unit of the case's base; an hour is the unit of time, so energy is per unit too.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import coo_array, csr_array, diags_array, eye_array, kron, vstack

from oberih.grid.dc.binding import Binding, Left
from oberih.grid.dc.conventions import Grid
from oberih.grid.dc.evenest import evenest
from oberih.grid.dc.highs import Answer, InfeasibleError, Program, SolverError, solve
from oberih.scenario.cases.base import Case
from oberih.terms.batch import Flags, Floats, Ints

#: how far a stage may give up what the one before it found, per unit and relative to it: above the solver's tolerance
GIVE = 1e-9
#: cut below it is none, per unit
NONE = 1e-9
#: a multiplier beyond it is one, and not the solver's rounding
PRICED = 1e-8
#: how far the last stage may move a cut, per unit: enough for it to have an answer, and nobody can see it
LOOSE = 1e-8
#: what a share of output weighs against a share of cut: shares of cut are equal to within such a part
EASE = 1e-6
SCALE = 1e3
BLOCKS = ("angle", "plant", "given", "cut", "critical", "charge", "discharge", "stored", "running")


@dataclass(frozen=True, slots=True, eq=False)
class Stores:
    """Storage of a case."""

    bus: Ints
    power_mw: Floats  #: most that goes in or out, (store,)
    energy_mwh: Floats
    way: Floats  #: efficiency of one way: the square root of there and back
    end_share: float | None  #: of its energy that each holds at the end at least

    @classmethod
    def of(cls, case: Case, end_share: float | None) -> "Stores":
        """Stores as the case has them; one whose efficiency is not given loses nothing."""
        table = case.storage
        return cls(
            bus=table["bus"].cast(int).to_numpy(),
            power_mw=table["p_mw"].to_numpy(),
            energy_mwh=table["energy_mwh"].to_numpy(),
            way=np.sqrt(np.clip(table["efficiency"].fill_null(1.0).to_numpy(), 1e-3, 1.0)),
            end_share=end_share,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """The answer for a window; MW and MWh, a row an hour."""

    cut_mw: Floats  #: critical or not, (hour, bus)
    critical_cut_mw: Floats
    plant_mw: Floats  #: (hour, gen)
    running: Flags
    given_mw: Floats  #: (hour, bus)
    charge_mw: Floats  #: (hour, store)
    discharge_mw: Floats
    stored_mwh: Floats
    even: bool  #: whether shares were made equal
    gap_mw: float


@dataclass(frozen=True, slots=True, eq=False)
class _Model:
    """The programme without a cost, and where things stand in it."""

    program: Program
    place: dict[str, Ints]  #: block → columns, (hour, each)
    load_bus: Ints
    critical_bus: Ints
    given_bus: Ints
    stop_unit: Ints
    soft_pu: Floats  #: (hour, load bus)
    hard_pu: Floats  #: (hour, critical bus)


def solve_window(
    net: Grid, binding: Binding, stores: Stores, left: Left, critical_share: Floats, factors: Floats, start: int, *,
    last: bool,
) -> Window:  # fmt: skip
    """All stages of the hours from `start`. Raises InfeasibleError where units must give more than can be taken."""
    model = _model(net, binding, stores, left, critical_share, factors, start, last=last)
    program = model.program
    soft, hard = model.place["cut"].ravel(), model.place["critical"].ravel()
    gap = 0.0
    if hard.size:
        costed = replace(program, cost=_ones(program, hard))
        answer = solve(costed)
        gap = answer.objective - answer.dual_objective
        whole = program.whole is not None and program.whole.any()
        program = _held_total(program, hard, answer.objective) if whole else _face(costed, answer)
    every = np.concatenate([soft, hard])
    costed = replace(program, cost=_ones(program, every))
    answer = solve(costed)
    gap = max(gap, answer.objective - answer.dual_objective)
    # which units run is settled here: equal shares are looked for among the answers that share it
    program, x, even = _face(_held_running(costed, answer.x), answer), answer.x, True
    if answer.objective > NONE:
        square = np.zeros(x.size)
        square[soft] = 1.0 / np.maximum(model.soft_pu.ravel(), NONE)
        square[hard] = 1.0 / np.maximum(model.hard_pu.ravel(), NONE)
        # else what gives makes no difference, and no single point is the answer
        for name in ("plant", "given", "charge", "discharge"):
            square[model.place[name].ravel()] = EASE / np.maximum(program.high[model.place[name].ravel()], NONE)
        square[program.high <= NONE] = 0.0  # nothing to cut there
        # tangents are held to an absolute tolerance, so the sum of squares is brought to some thousand
        square *= SCALE / max(float(square @ x**2), NONE)
        try:
            x = evenest(replace(program, cost=np.zeros(x.size)), square)
        except (SolverError, InfeasibleError):
            even = False  # the stage before it stands, and it is said that who is cut is one of several answers
    if stores.bus.size or binding.budget_unit.size:
        x = _thrifty(program, model, stores, binding, x, every, start, factors.size)
    return _read(net, model, binding, x, even=even, gap_pu=gap)


def _model(
    net: Grid, binding: Binding, stores: Stores, left: Left, critical_share: Floats, factors: Floats, start: int, *,
    last: bool,
) -> _Model:  # fmt: skip
    base, n, hours, gens = net.base_mva, net.bus_number.size, factors.size, net.gen_row.size
    drawn = net.load_pu + net.shunt_pu
    load = np.outer(factors, np.maximum(drawn, 0.0))
    given_bus = np.flatnonzero(drawn < 0)
    hard, soft = load * critical_share, load * (1 - critical_share)
    load_bus, critical_bus = np.flatnonzero(soft.any(axis=0)), np.flatnonzero(hard.any(axis=0))
    may_stop = binding.may_stop[start : start + hours]
    stop = np.flatnonzero(may_stop.any(axis=0))
    least, most = binding.least_mw / base, binding.most_mw / base
    low_plant = np.tile(np.where(np.isin(np.arange(gens), stop), 0.0, least), (hours, 1))
    energy, power = stores.energy_mwh / base, stores.power_mw / base
    low_stored = np.zeros((hours, energy.size))
    if last and stores.end_share is not None:
        low_stored[-1] = stores.end_share * energy
    low_angle, high_angle = net.angle_limits()
    none = np.zeros
    limits = {
        "angle": (np.tile(low_angle, (hours, 1)), np.tile(high_angle, (hours, 1))),
        "plant": (low_plant, np.tile(most, (hours, 1))),
        "given": (none((hours, given_bus.size)), np.tile(-drawn[given_bus], (hours, 1))),
        "cut": (none((hours, load_bus.size)), soft[:, load_bus]),
        "critical": (none((hours, critical_bus.size)), hard[:, critical_bus]),
        "charge": (none((hours, power.size)), np.tile(power, (hours, 1))),
        "discharge": (none((hours, power.size)), np.tile(power, (hours, 1))),
        "stored": (low_stored, np.tile(energy, (hours, 1))),
        "running": (1.0 - may_stop[:, stop], np.ones((hours, stop.size))),
    }
    sizes = [limits[name][0].size for name in BLOCKS]
    place = {
        name: np.arange(first, first + size).reshape(hours, -1) if size else np.zeros((hours, 0), np.int64)
        for name, first, size in zip(BLOCKS, np.cumsum([0, *sizes[:-1]]).tolist(), sizes, strict=True)
    }
    rows = Rows(sum(sizes))
    each = eye_array(hours)
    shift = net.shift_injection_pu()
    rows.add(
        np.tile(shift, hours) + load.ravel(), np.tile(shift, hours) + load.ravel(),
        (place["angle"], kron(each, -net.balance_matrix())),
        (place["plant"], kron(each, _at(net.gen_bus, n))),
        (place["given"], kron(each, _at(given_bus, n))),
        (place["cut"], kron(each, _at(load_bus, n))),
        (place["critical"], kron(each, _at(critical_bus, n))),
        (place["charge"], kron(each, -_at(stores.bus, n))),
        (place["discharge"], kron(each, _at(stores.bus, n))),
    )  # fmt: skip
    limited = net.limited
    rows.add(np.tile(net.low_rad[limited], hours), np.tile(net.high_rad[limited], hours),
             (place["angle"], kron(each, net.difference_matrix())))  # fmt: skip
    change = eye_array(hours) - eye_array(hours, k=-1)
    carried = none((hours, energy.size))
    carried[0] = np.clip(left.stored_mwh / base, 0.0, energy)
    rows.add(
        carried.ravel(), carried.ravel(), (place["stored"], kron(change, eye_array(energy.size))),
        (place["charge"], kron(each, diags_array(-stores.way))),
        (place["discharge"], kron(each, diags_array(1 / stores.way))),
    )  # fmt: skip
    _stopping(rows, place, stop, least, most, hours)
    _ramps(rows, place, stop, binding, left, base, hours)
    _budgets(rows, place, binding, left, base, start, hours)
    matrix, row_low, row_high = rows.built()
    program = Program(
        cost=none(matrix.shape[1]),
        low=np.concatenate([limits[name][0].ravel() for name in BLOCKS]),
        high=np.concatenate([limits[name][1].ravel() for name in BLOCKS]),
        matrix=matrix,
        row_low=row_low,
        row_high=row_high,
        whole=np.repeat([name == "running" for name in BLOCKS], sizes) if stop.size else None,
    )
    return _Model(program, place, load_bus, critical_bus, given_bus, stop, soft[:, load_bus], hard[:, critical_bus])


class Rows:
    """Rows of a programme, gathered block by block."""

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self._parts: list[csr_array] = []
        self._low: list[Floats] = []
        self._high: list[Floats] = []

    def add(self, low: Floats, high: Floats, *blocks: tuple[Ints, csr_array]) -> None:
        """As many rows as `low` has; each block is a matrix over some columns of the programme."""
        if not low.size:
            return
        whole = coo_array((low.size, self._columns))
        for columns, block in blocks:
            if columns.size:
                part = coo_array(block)
                at = (part.row, columns.ravel()[part.col])
                whole = whole + coo_array((part.data, at), shape=whole.shape)
        self._parts.append(csr_array(whole))
        self._low.append(low)
        self._high.append(high)

    def built(self) -> tuple[csr_array, Floats, Floats]:
        """The matrix and the limits of its rows."""
        return csr_array(vstack(self._parts, format="csr")), np.concatenate(self._low), np.concatenate(self._high)


def _stopping(rows: Rows, place: dict[str, Ints], stop: Ints, least: Floats, most: Floats, hours: int) -> None:
    """A unit that may stop gives nothing, or from its least to its most."""
    each, count = eye_array(hours), hours * stop.size
    plant, running = place["plant"][:, stop], place["running"]
    one = eye_array(count)
    rows.add(np.zeros(count), np.full(count, np.inf), (plant, one),
             (running, kron(each, diags_array(-least[stop]))))  # fmt: skip
    rows.add(np.full(count, -np.inf), np.zeros(count), (plant, one),
             (running, kron(each, diags_array(-most[stop]))))  # fmt: skip


def _ramps(
    rows: Rows, place: dict[str, Ints], stop: Ints, binding: Binding, left: Left, base: float, hours: int
) -> None:
    """From hour to hour, and from what was left; where a unit starts or stops its least output is free."""
    where = {unit: i for i, unit in enumerate(stop.tolist())}
    for unit in np.flatnonzero(np.isfinite(binding.ramp_mw)).tolist():
        ramp, least = binding.ramp_mw[unit] / base, binding.least_mw[unit] / base
        plant = place["plant"][:, [unit]]
        before, was_running = left.plant_mw[unit] / base, bool(left.running[unit])
        first = 0 if np.isfinite(before) else 1
        count = hours - first
        change = (eye_array(hours) - eye_array(hours, k=-1)).tocsr()[first:]
        start, stopped = np.full(count, ramp), np.full(count, -ramp)
        carried = np.zeros(count)
        if first == 0:
            carried[0] = before
        if unit not in where:
            if first == 0 and not was_running:  # it stood still, and runs now
                start[0] += least
            rows.add(carried + stopped, carried + start, (plant, change))
            continue
        running = place["running"][:, [where[unit]]]
        # rising from hour to hour: p - p' + least·on' <= ramp + least; the hour before the window is known
        allowed = carried + start + least
        if first == 0 and was_running:
            allowed[0] -= least
        rows.add(np.full(count, -np.inf), allowed, (plant, change),
                 (running, (least * eye_array(hours, k=-1)).tocsr()[first:]))  # fmt: skip
        rows.add(carried + stopped - least, np.full(count, np.inf), (plant, change),
                 (running, (-least * eye_array(hours)).tocsr()[first:]))  # fmt: skip


def _budgets(
    rows: Rows, place: dict[str, Ints], binding: Binding, left: Left, base: float, start: int, hours: int
) -> None:
    """Energy in each run of hours that the window touches."""
    for i, unit in enumerate(binding.budget_unit.tolist()):
        run = np.arange(start, start + hours) // binding.budget_hours[i]
        for number in np.unique(run).tolist():
            within = np.flatnonzero(run == number)
            most = left.budget_mwh[i] if number == run[0] else binding.budget_mwh[i]
            rows.add(np.full(1, -np.inf), np.full(1, most / base),
                     (place["plant"][within, unit], csr_array(np.ones((1, within.size)))))  # fmt: skip


def _at(bus: Ints, n: int) -> csr_array:
    """1 at each one's bus: (bus, each)."""
    return csr_array((np.ones(bus.size), (bus, np.arange(bus.size))), shape=(n, bus.size))


def _ones(program: Program, columns: Ints) -> Floats:
    cost = np.zeros(program.cost.size)
    cost[columns] = 1.0
    return cost


def _held_total(program: Program, columns: Ints, total: float) -> Program:
    """The sum of some columns stays as it was found."""
    row = csr_array(_ones(program, columns)[None, :])
    return replace(
        program, matrix=csr_array(vstack([program.matrix, row], format="csr")),
        row_low=np.append(program.row_low, -np.inf),
        row_high=np.append(program.row_high, total + GIVE * max(1.0, total)),
    )  # fmt: skip


def _held_running(program: Program, x: Floats) -> Program:
    """Units that may stop run as they were found to."""
    if program.whole is None:
        return program
    chosen = np.round(x)
    low, high = np.where(program.whole, chosen, program.low), np.where(program.whole, chosen, program.high)
    return replace(program, low=low, high=high, whole=None)


def _face(program: Program, answer: Answer) -> Program:
    """All answers of least cost: what has a price stands on the limit that is priced (complementary slackness)."""
    reduced = program.cost - program.matrix.T @ answer.row_dual
    dual = answer.row_dual
    return replace(
        program,
        low=np.where((reduced < -PRICED) & np.isfinite(program.high), program.high, program.low),
        high=np.where((reduced > PRICED) & np.isfinite(program.low), program.low, program.high),
        row_low=np.where((dual < -PRICED) & np.isfinite(program.row_high), program.row_high, program.row_low),
        row_high=np.where((dual > PRICED) & np.isfinite(program.row_low), program.row_low, program.row_high),
    )


def _thrifty(
    program: Program, model: _Model, stores: Stores, binding: Binding, x: Floats, cut: Ints, start: int, hours: int
) -> Floats:
    """The same cuts with as much as may be left in each hour: stored energy at what it can still give, and energy that
    is limited. Without it a store may be emptied for nothing, and a later window lacks it."""
    cost = np.zeros(x.size)
    cost[model.place["stored"]] = -stores.way
    for i, unit in enumerate(binding.budget_unit.tolist()):
        run = np.arange(start, start + hours) // binding.budget_hours[i]
        cost[model.place["plant"][:, unit]] = [(run[h:] == run[h]).sum() for h in range(hours)]
    low, high = program.low.copy(), program.high.copy()
    low[cut], high[cut] = np.maximum(x[cut] - LOOSE, low[cut]), np.minimum(x[cut] + LOOSE, high[cut])
    try:
        found = solve(replace(program, cost=cost, low=low, high=high)).x
    except (SolverError, InfeasibleError):
        return x  # as good an answer in all that is promised
    found[cut] = x[cut]
    return found


def _read(net: Grid, model: _Model, binding: Binding, x: Floats, *, even: bool, gap_pu: float) -> Window:
    base, n = net.base_mva, net.bus_number.size
    got = {name: np.clip(x[columns], 0.0, None) * base for name, columns in model.place.items()}
    hours = got["cut"].shape[0]

    def by_bus(values: Floats, bus: Ints) -> Floats:
        out = np.zeros((hours, n))
        out[:, bus] = values
        return out

    critical = by_bus(got["critical"], model.critical_bus)
    running = np.ones((hours, binding.most_mw.size), np.bool_)
    running[:, model.stop_unit] = x[model.place["running"]] > 0.5
    return Window(
        cut_mw=by_bus(got["cut"], model.load_bus) + critical,
        critical_cut_mw=critical,
        plant_mw=got["plant"],
        running=running,
        given_mw=by_bus(got["given"], model.given_bus),
        charge_mw=got["charge"],
        discharge_mw=got["discharge"],
        stored_mwh=got["stored"],
        even=even,
        gap_mw=gap_pu * base,
    )
