"""Level `layered`: fire units engage weapons one by one; every round is accounted for."""

import threading
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oberih.defence._kernels import columns
from oberih.defence._kernels.fight import EVENTS, ROWS, SALVOS, WINDOWS, fight
from oberih.defence.layout import Layout, layout
from oberih.luck import FloatArray, Key
from oberih.terms.batch import Codes, Floats, Ints, Paths, Weapons, texts
from oberih.terms.kinds import KINDS
from oberih.terms.tables import check

__all__ = ["Engaged", "Layout", "engage_layered", "layout"]

Counts = NDArray[np.int32]
_ROOM = threading.local()  #: each thread's own room, made once and used for every batch


@dataclass(frozen=True, slots=True, eq=False)
class Engaged:
    """What became of the weapons of a batch, and what each unit did. Units are in the order of the layout."""

    fates: Codes  #: (weapon,)
    stopped_s: Floats  #: when a weapon was stopped, infinite where it was not
    salvos: Counts  #: (draw, unit)
    rounds: Counts  #: (draw, unit)
    stops: Counts  #: (draw, unit)
    crossed: Counts  #: weapons whose path crosses the ring, (draw, unit)
    inside_km: Floats  #: length of those paths inside the ring, (draw, unit)
    events: Ints  #: events worked off, (draw,)
    windows: Ints  #: windows of launch times found, (draw,)
    shot: columns.Shots | None  #: every engagement attempt, where that was asked for

    def shots(self, names: tuple[str, ...]) -> pl.DataFrame:
        """The promised table `shots`, in the order of time within each draw; a jammer's row has no rounds."""
        if self.shot is None:
            raise ValueError("shots were not asked for")
        order = np.lexsort((self.shot.at_s, self.shot.draw))
        return check(
            "shots",
            pl.DataFrame(
                {
                    "draw": self.shot.draw[order].astype(np.int32),
                    "weapon": self.shot.weapon[order].astype(np.int32),
                    "fire_unit": texts(names, self.shot.unit[order]),
                    "time_s": self.shot.at_s[order],
                    "rounds": self.shot.rounds[order].astype(np.int32),
                    "stopped": self.shot.stopped[order],
                }
            ),
        )


def engage_layered(
    stands: Layout,
    key: Key,
    weapons: Weapons,
    paths: Paths,
    *,
    lost_share: FloatArray,
    scale: FloatArray | None = None,
    record: bool = False,
) -> Engaged:
    """Play the defence against the weapons of a batch of draws.

    `lost_share` has one figure a draw. `scale` is (draw, kind): failure of a round, 1 - p, is raised to it, and rates
    are multiplied by it; None is 1 throughout. `record` keeps every engagement attempt.
    """
    n_draws, n_units = weapons.draws.size, len(stands.names)
    flown = columns.Flown(
        start=weapons.start, weapon=weapons.weapon, kind=weapons.kind, x_km=paths.x_km, y_km=paths.y_km,
        at_s=paths.at_s, n_points=paths.n_points, speed_km_s=paths.speed_km_s, altitude_m=paths.altitude_m,
        stake=paths.stake, flies=paths.flies,
    )  # fmt: skip
    told = columns.Told(
        fate=np.empty(weapons.draw.size, np.int8), stopped_s=np.empty(weapons.draw.size),
        salvos=np.empty((n_draws, n_units), np.int32), rounds=np.empty((n_draws, n_units), np.int32),
        stops=np.empty((n_draws, n_units), np.int32), crossed=np.empty((n_draws, n_units), np.int32),
        inside_km=np.empty((n_draws, n_units)), events=np.zeros(n_draws, np.int64),
        windows=np.zeros(n_draws, np.int64),
    )  # fmt: skip
    most = int(np.diff(weapons.start).max(initial=1))
    room = _room()
    room.fit(most, n_units)
    if record:
        room.rows = max(room.rows, 16 * weapons.draw.size)
    while True:
        shots = _shots(room.rows if record else 0)
        done = fight(
            np.uint64(key.seed), weapons.draws, flown, stands.units, stands.sensors, stands.timeline,
            np.ones((n_draws, len(KINDS))) if scale is None else scale, lost_share, room.work, shots, told,
        )  # fmt: skip
        if done >= 0:
            break
        room.grow(done)
    kept = _first(shots, done) if record else None
    return Engaged(
        told.fate, told.stopped_s, told.salvos, told.rounds, told.stops, told.crossed, told.inside_km, told.events,
        told.windows, kept,
    )  # fmt: skip


class _Room:
    """A thread's arrays to work in. What is too small is doubled and the batch begun again, which changes nothing."""

    def __init__(self) -> None:
        self.weapons, self.units = 0, 0
        self.windows, self.salvos, self.events, self.rows = 1024, 512, 512, 1024
        self.work = self._made()

    def fit(self, weapons: int, units: int) -> None:
        """Room for draws of so many weapons against so many units."""
        if weapons > self.weapons or units > self.units:
            self.weapons, self.units = max(weapons, self.weapons), max(units, self.units)
            self.windows = max(self.windows, 4 * self.weapons)
            self.events = max(self.events, 2 * (self.weapons + self.units))
            self.work = self._made()

    def grow(self, lack: int) -> None:
        """Double what the loops had too little of."""
        self.windows *= 1 + (lack == WINDOWS)
        self.salvos *= 1 + (lack == SALVOS)
        self.events *= 1 + (lack == EVENTS)
        self.rows *= 1 + (lack == ROWS)
        if lack != ROWS:
            self.work = self._made()

    def _made(self) -> columns.Work:
        def small(n: int) -> columns.Small:
            return np.empty(n, np.int32)

        windows, weapons, units, salvos = self.windows, self.weapons + 1, max(self.units, 1), self.salvos
        return columns.Work(
            win_unit=small(windows), win_pair=small(windows), win_leg=small(windows), win_next=small(windows),
            win_weapon=small(windows), win_open=np.empty(windows), win_close=np.empty(windows),
            win_in=np.empty(windows), win_out=np.empty(windows), sequence=small(windows),
            pair_open=np.empty(windows), pair_close=np.empty(windows), pair_ready=np.empty(windows),
            pair_rounds=small(windows), pair_salvos=small(windows), pair_flying=small(windows),
            first_window=small(weapons), at_window=small(weapons), alive=np.empty(weapons, np.int8),
            flying=small(weapons), ready=np.empty(units, np.int64), store=np.empty(units, np.int64),
            busy=small(units), reloading=np.empty(units, np.bool_), last_fire=np.empty(units), head=small(units),
            marked=np.empty(units, np.bool_), to_decide=small(units), fresh=small(units),
            resupplied=np.empty(units, np.bool_), hopeless=np.empty(units, np.bool_),
            is_near=np.empty(units + columns.FILLED_TO, np.float32), near=small(units + columns.FILLED_TO),
            heap_at=np.empty(self.events), heap_code=np.empty(self.events, np.int64),
            salvo_window=small(salvos), salvo_rounds=small(salvos),
            salvo_stops=np.empty(salvos, np.bool_), salvo_frees=np.empty(salvos, np.bool_), salvo_row=small(salvos),
            leg=np.empty((16, 6)),
        )  # fmt: skip


def _room() -> _Room:
    if not hasattr(_ROOM, "room"):
        _ROOM.room = _Room()
    room: _Room = _ROOM.room
    return room


def _first(shots: columns.Shots, n: int) -> columns.Shots:
    return columns.Shots(
        shots.draw[:n], shots.weapon[:n], shots.unit[:n], shots.at_s[:n], shots.arrives_s[:n], shots.rounds[:n],
        shots.stopped[:n],
    )  # fmt: skip


def _shots(rows: int) -> columns.Shots:
    return columns.Shots(
        draw=np.empty(rows, np.int64), weapon=np.empty(rows, np.int64), unit=np.empty(rows, np.int64),
        at_s=np.empty(rows), arrives_s=np.empty(rows), rounds=np.empty(rows, np.int64),
        stopped=np.empty(rows, np.bool_),
    )  # fmt: skip

