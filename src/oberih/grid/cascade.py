"""The first minute of a grid case: from an outage, second by second and round by round, until nothing more trips."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from oberih.grid import schemes
from oberih.grid._kernels import cascade as kernel
from oberih.grid._kernels import minute as codes
from oberih.grid._kernels.classes import THERMAL
from oberih.grid._kernels.islands import N_CLASSES, find_islands
from oberih.grid.dc.shed import least_shed
from oberih.grid.dc.wiring import Wiring, wiring
from oberih.grid.frequency import Machine
from oberih.grid.shedding import relays
from oberih.luck import FloatArray
from oberih.scenario.cases.base import Case, State
from oberih.terms.batch import Flags
from oberih.terms.errors import Fault, InputError

#: an event's name, by its code
EVENTS = {
    codes.STRUCK: "struck", codes.LOAD_LOST: "load_lost", codes.TRIPPED: "tripped", codes.TIE_FLOW: "tie_flow",
    codes.TIES_OPEN: "ties_open", codes.STAGE: "stage", codes.CLASS_LEFT: "plant_leaves",
    codes.OVERLOAD_SHED: "overload_shed", codes.LINK_OPENS: "line_opens", codes.WENT_DARK: "dark",
    codes.REDISPATCH: "redispatch", codes.FREQUENCY: "frequency", codes.GOVERNORS: "governors",
}  # fmt: skip
MOST_PATHS, PATH_ROWS = 6, 9000


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a case file does not say. Every figure is assumed unless its comment names a source."""

    inertia_s: float = 4.0  #: on the MW that run; typical plants have 2 to 7 s
    damping: float = 1.0  #: 1-2
    droop: float | None = 0.05  #: 0.04-0.06
    governor_gain: float = 0.95  #: Anderson and Mirheydar 1990
    reheat_share: float = 0.3  #: the same
    reheat_s: float = 8.0  #: the same
    reserve: float = 0.03  #: of the running MW that governors hold, 0.01-0.05; never above what units have left
    overload: float = 1.25  #: flow, against the rating, at which a line's protection opens it, 1.1-1.5
    overload_s: float = 10.0  #: and after how long, 1-60
    scheme: str = "eu-2017"
    nominal_hz: float = 50.0
    most_rounds: int = 200

    def machine(self) -> Machine:
        """The figures of frequency alone, for their checks."""
        return Machine(
            inertia_s=self.inertia_s, damping=self.damping, droop=self.droop, governor_gain=self.governor_gain,
            reheat_share=self.reheat_share, reheat_s=self.reheat_s, loss_pu=0.0, nominal_hz=self.nominal_hz,
            reserve_pu=self.reserve,
        )  # fmt: skip

    def faults(self) -> list[Fault]:
        """Everything that cannot be, at once."""
        found = self.machine().faults()
        for name in ("overload", "overload_s"):
            value = getattr(self, name)
            if not (np.isfinite(value) and value > 0):
                found.append(Fault(key="minute.positive", values={"name": name, "found": value}))
        try:
            schemes.scheme(self.scheme)
        except InputError as error:
            found += error.faults
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Cascade:
    """What happened, and what is left."""

    #: second, round, what, subject (stage, class, or row of a line), bus (lowest of the island, or where), mw,
    #: hz
    events: pl.DataFrame
    rounds: pl.DataFrame  #: round, generation_mw, load_mw, error_mw: every round balances
    paths: list[tuple[int, int, float, FloatArray]]  #: round, bus, second, rows of (second after it, Hz, shed share)
    state: State  #: the outage, and what opened and left besides
    load_mw: float  #: before
    shed_mw: float  #: by automatics, or dark
    served_mw: float
    least_shed_mw: float | None  #: what the operator must still shed with what is left; None where it was not asked
    settled: bool  #: False: the rounds did not suffice


def cascade(
    case: Case | Wiring, state: State, settings: Settings | None = None, *, dispatch_mw: FloatArray | None = None,
    paths: bool = True, redispatch: bool = True,
) -> Cascade:  # fmt: skip
    """Follow an outage. `dispatch_mw` is what units give before it; by default, equal shares of their capacity in each
    island. Raises InputError with every fault of the settings.
    """
    settings = settings or Settings()
    if faults := settings.faults():
        raise InputError(*faults)
    wires = case if isinstance(case, Wiring) else wiring(case, "plain")
    rule, plant = schemes.scheme(settings.scheme), schemes.plant().classes["thermal"]
    load = wires.load_mw + wires.critical_mw - wires.given_mw
    gen = _dispatch(wires, load) if dispatch_mw is None else dispatch_mw.astype(np.float64).copy()
    before = _flow(wires, load, gen, np.ones(wires.tail.size, np.bool_))
    limit = np.minimum(np.abs(wires.low_mw), np.abs(wires.high_mw))
    rate = np.maximum(limit, np.abs(before))  # a line that carries more before the outage is taken to bear it
    on = wires.lines_on(state)
    gen_on = np.ones(gen.size, np.bool_)
    gen_on[[wires.gen_place[row] for row in state.gens_out]] = False
    gen[~gen_on] = 0.0
    line_on, unit_on = on.copy(), gen_on.copy()
    low, high, low_s, high_s, inertia, governs = (np.zeros(N_CLASSES) for _ in range(6))
    low[:], high[:] = plant.low_hz[1] / 50 - 1, plant.high_hz / 50 - 1
    low_s[:], high_s[:], inertia[:], governs[:] = plant.low_delay_s, plant.high_delay_s, settings.inertia_s, 1.0
    at, delay, share, order = relays(rule.stages, 50.0)
    events, balances = np.empty((4 * (gen.size + wires.tail.size) + 400, kernel.EVENT_COLUMNS)), np.empty((400, 5))
    kept = np.full((MOST_PATHS if paths else 0, PATH_ROWS, 4), np.nan)
    path_of, counts, shed = np.zeros((MOST_PATHS, 3)), np.zeros(3, np.int64), np.zeros(wires.n)
    whole = float(load[load > 0].sum())
    status = kernel.cascade(
        wires.n, wires.tail, wires.head, wires.b_mw, -wires.b_mw * wires.shift_rad, rate, line_on, wires.order,
        wires.columns, wires.rows, wires.slot, wires.parent, wires.factor_start, load, wires.gen_bus, gen,
        wires.gen_most_mw, unit_on, np.full(gen.size, THERMAL), at, delay, share, low, low_s, high, high_s, inertia,
        governs, settings.reserve, settings.damping, settings.machine().gain, settings.reheat_share, settings.reheat_s,
        settings.overload, settings.overload_s, rule.overload_share, rule.overload_delay_s, settings.most_rounds,
        shed, events, balances, kept, path_of, counts,
    )  # fmt: skip
    row_of = {place: row for row, place in wires.line_place.items()}
    unit_of = {place: row for row, place in wires.gen_place.items()}
    left = State(
        branches_out=tuple(sorted(row_of[int(i)] for i in np.flatnonzero(~line_on))),
        gens_out=tuple(sorted(unit_of[int(i)] for i in np.flatnonzero(~unit_on) if int(i) in unit_of)),
    )
    least = float(least_shed(wires, [left]).shed_mw[0, 0]) if redispatch else None
    return Cascade(
        events=_events(events[: counts[0]], wires, row_of, order, settings.nominal_hz),
        rounds=pl.DataFrame(
            {"round": balances[: counts[1], 0].astype(np.int32), "generation_mw": balances[: counts[1], 1],
             "load_mw": balances[: counts[1], 2], "error_mw": balances[: counts[1], 4]}
        ),
        paths=[
            (int(path_of[i, 0]), int(wires.number[int(path_of[i, 1])]), float(path_of[i, 2]), _path(kept[i], settings))
            for i in range(counts[2])
        ],
        state=left,
        load_mw=whole,
        shed_mw=float(shed.sum()),
        served_mw=whole - float(shed.sum()),
        least_shed_mw=least,
        settled=status == 0,
    )  # fmt: skip


def _path(rows: FloatArray, settings: Settings) -> FloatArray:
    good = rows[~np.isnan(rows[:, 0])]
    return np.column_stack((good[:, 0], settings.nominal_hz * (1 + good[:, 1]), good[:, 3]))


def _dispatch(wires: Wiring, load: FloatArray) -> FloatArray:
    """Equal shares of capacity in each island of the whole case."""
    island = np.empty(wires.n, np.int64)
    find_islands(wires.n, wires.tail, wires.head, np.ones(wires.tail.size, np.bool_), island)
    need = np.bincount(island, load, wires.n)
    have = np.bincount(island[wires.gen_bus], wires.gen_most_mw, wires.n)
    part = np.clip(need / np.maximum(have, 1e-9), 0, 1)
    for k in np.flatnonzero(need > have + 1e-9):  # load that plant cannot meet is off before
        load[island == k] *= have[k] / need[k]
    return np.asarray(wires.gen_most_mw * part[island[wires.gen_bus]])


def _flow(wires: Wiring, load: FloatArray, gen: FloatArray, on: Flags) -> FloatArray:
    island, flow = np.empty(wires.n, np.int64), np.zeros(wires.tail.size)
    find_islands(wires.n, wires.tail, wires.head, on, island)
    put = np.bincount(wires.gen_bus, gen, wires.n) - load
    size, n = wires.factor_start[-1], wires.n
    kernel.dc_flow(
        n, wires.tail, wires.head, wires.b_mw, -wires.b_mw * wires.shift_rad, on, island, put, wires.order,
        wires.columns, wires.rows, wires.slot, wires.parent, wires.factor_start, np.empty(wires.rows.size),
        np.empty(n), np.empty(size, np.int64), np.empty(size), np.empty(n), np.empty(n), np.empty(n, np.int64),
        np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n), flow,
    )  # fmt: skip
    return flow


def _events(
    rows: FloatArray, wires: Wiring, row_of: dict[int, int], order: FloatArray, nominal_hz: float
) -> pl.DataFrame:
    named = []
    for _, second, turn, what, subject, place, mw, pu in rows:
        code = int(what)
        line = code in (codes.LINK_OPENS, codes.OVERLOAD_SHED)
        has_hz = code in (codes.FREQUENCY, codes.STAGE, codes.CLASS_LEFT)
        named.append(
            {
                "second": float(second), "round": int(turn), "what": EVENTS[code],
                "subject": row_of[int(subject)] if line else (int(order[int(subject)]) + 1 if code == codes.STAGE
                                                              else int(subject)),
                "bus": int(wires.number[int(place)]), "mw": float(mw),
                "hz": float(nominal_hz * (1 + pu)) if has_hz else None,
            }
        )  # fmt: skip
    schema = {"second": pl.Float64, "round": pl.Int32, "what": pl.String, "subject": pl.Int32, "bus": pl.Int64,
              "mw": pl.Float64, "hz": pl.Float64}  # fmt: skip
    return pl.DataFrame(named, schema=schema).sort("round", "second", maintain_order=True)
