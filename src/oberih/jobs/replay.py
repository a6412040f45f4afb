"""One draw of a run, played again from its key: what flew, what was stopped and what was cut, for a page or a clip.

The draw is the median one or a random one. None can be named: a table of outcomes would tell which was the worst.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

import numpy as np
import polars as pl

from oberih.defence import layout
from oberih.jobs.stored import find_run
from oberih.jobs.young import is_young
from oberih.luck import Key
from oberih.report.files import written
from oberih.report.projection import placing
from oberih.report.replay import Replay, replay_html
from oberih.scenario import Pack, Scenario, load
from oberih.scenario.strengthened import pack_of
from oberih.study import Batch, simulate
from oberih.study.anchor import solve_anchor
from oberih.terms.batch import FATES, LEAKED, LOST, STOPPED
from oberih.terms.errors import Fault, RunError
from oberih.terms.kinds import KINDS
from oberih.terms.words import Lang

WIDTH = 1000.0  #: of the picture in which places are given
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which draw of which run."""

    run: str  #: id, its unique beginning, or the folder
    draw: Literal["median", "random"] = "median"
    form: Literal["public", "internal"] | None = None  #: None: as the run was made
    catalogue: str | Path | None = None
    today: date | None = None
    tell: Tell | None = None


def replay(asked: Asked) -> Replay:
    """The draw as a page needs it. Raises RunError."""
    run = find_run(asked.run, asked.catalogue)
    about = run.about
    if about.get("kind") not in ("assess", "run"):
        raise RunError(Fault(key="replay.other_kind", where=run.id, values={"found": about.get("kind")}))
    day = date.fromisoformat(about["raid_date"]) if about.get("raid_date") else None
    public = (asked.form or about["form"]) != "internal"
    if public and (is_young(day, asked.today or datetime.now(UTC).date()) or (day is None and about.get("young"))):
        raise RunError(Fault(key="replay.young", where=run.id))
    scenario = load(run.folder / "scenario.toml")
    pack = pack_of(scenario)
    key = Key(int(about["seed"]))
    outcome = run.table("outcome")
    number, chosen = _chosen(asked.draw, outcome), asked.draw
    anchor = None
    if scenario.defence.level == "layered" and scenario.defence.anchor is not None:
        anchor = solve_anchor(scenario, pack, key, tell=asked.tell)
    batch = simulate(scenario, pack, key, np.array([number]), anchor=anchor, record=True)
    flown = _flown(scenario, pack, batch)
    kept = outcome.filter(pl.col("draw") == number).row(0, named=True)
    if any(kept[name] != n for name, n in flown["counts"].items()):
        raise RunError(Fault(key="replay.other_version", where=run.id, values={"version": about.get("version")}))
    return Replay(
        run=run.id, draw=number, chosen=chosen, title=dict(about["title"]), invented=pack.invented,
        internal=not public, raid_date=day, start_hour=int(batch.weapons.start_hour[0]),
        known_hour=about.get("raid_hour") is not None, regions=_regions(scenario, pack), geometry=pack.geometry,
        **flown, **_cut(batch),
    )  # fmt: skip


def write_html(shown: Replay, lang: Lang, path: Path) -> Path:
    """One HTML file, whole or not at all. Raises OutputError."""
    return written(path, replay_html(shown, lang))


def write_clips(
    shown: Replay, lang: Lang, files: Mapping[Literal["mp4", "webm", "gif"], Path], *, square: bool = False,
    seconds: float = 60.0, tell: Tell | None = None,
) -> list[Path]:  # fmt: skip
    """Clips, each whole or not at all. Raises OutputError."""
    from oberih.report.replay.clip import write_clip  # noqa: PLC0415 - it brings matplotlib's fonts and Pillow
    from oberih.report.replay.film import Camera, Film  # noqa: PLC0415

    film = Film(width=1080 if square else 1920, height=1080, seconds=seconds)
    return write_clip(Camera(shown, film, lang), files, tell)


def _chosen(asked: Literal["median", "random"], outcome: pl.DataFrame) -> int:
    """The median draw, the lower of the two middle ones; or the first, which is as random as any."""
    ordered = outcome.sort("raid_unserved_mwh", "draw")
    return int(ordered["draw"][(ordered.height - 1) // 2] if asked == "median" else outcome["draw"][0])


def _regions(scenario: Scenario, pack: Pack) -> tuple[dict[str, Any], ...]:
    hit = set(scenario.raid.hit_regions)
    return tuple(
        {"iso": iso, "uk": pack.names[iso].uk, "en": pack.names[iso].en, "hit": iso in hit} for iso in pack.regions
    )


def _flown(scenario: Scenario, pack: Pack, batch: Batch) -> dict[str, Any]:
    """Weapons, shots and units. Places are of the invented plane, or of regions: nothing real has one."""
    weapons, fates = batch.weapons, batch.fates
    place, _ = placing(pack.geometry, WIDTH)
    fought = batch.fought if pack.invented else None
    tracks, shots, units, ends = [], [], [], weapons.arrival_s.copy()
    if fought is not None:
        paths, engaged = fought.paths, fought.engaged
        ends = np.minimum(engaged.stopped_s, ends)
        for i in range(fates.size):
            n, end = int(paths.n_points[i]), float(ends[i])
            at = paths.at_s[i, :n]
            times = np.array([*at[at < end], end if end < at[-1] else at[-1]])
            xy = place(
                np.column_stack([np.interp(times, at, each[i, :n]) for each in (paths.x_km, paths.y_km)])
            )
            tracks.append(np.column_stack([times, xy]).round(1).ravel().tolist() if paths.flies[i] else [])
        stands = layout(scenario)
        # by the order of the units as they are given: a layout has an order of its own
        here = {name: number for number, (name, *_) in enumerate(_stands(scenario))}
        scale = float(np.diff(place(np.array([[0.0, 0.0], [1.0, 0.0]]))[:, 0])[0])
        for name, x_km, y_km, range_km, family in _stands(scenario):
            x, y = place(np.array([[x_km, y_km]]))[0]
            reach = round(range_km * scale, 1)
            units.append({"name": name, "family": family, "x": round(x, 1), "y": round(y, 1), "reach": reach})
        shots = [
            [round(row["time_s"], 1), here[row["fire_unit"]], row["weapon"], int(row["stopped"])]
            for row in engaged.shots(stands.names).iter_rows(named=True)
        ]
    rows = [
        [
            int(weapons.kind[i]), int(fates[i]), round(float(weapons.launch_s[i]), 1),
            round(float(ends[i] if np.isfinite(ends[i]) else weapons.arrival_s[i]), 1),
            int(weapons.region[i]) if weapons.aim[i] >= 0 else -1,
        ]
        for i in range(fates.size)
    ]  # fmt: skip
    counts = np.bincount(fates, minlength=len(FATES))
    return {
        "kinds": KINDS, "weapons": rows, "tracks": tracks, "shots": shots, "units": units,
        "counts": {"launched": int(counts.sum()), "stopped": int(counts[STOPPED]), "lost": int(counts[LOST]),
                   "leaked": int(counts[LEAKED])},
    }  # fmt: skip


def _stands(scenario: Scenario) -> list[tuple[str, float, float, float, str]]:
    """Units one by one, as a layout names them."""
    out: list[tuple[str, float, float, float, str]] = []
    for unit in scenario.defence.units:
        for n in range(unit.count):
            name = unit.name if unit.count == 1 else f"{unit.name} {n + 1}"
            out.append((name, unit.x_km, unit.y_km, unit.range_km, unit.family))
    return out


def _cut(batch: Batch) -> dict[str, Any]:
    """Shares of demand cut by region and hour in thousandths, national power by hour, and what the first minute did."""
    demand, served = batch.hours.demand_mw[0], batch.cuts.served_mw[0]
    share = np.where(demand > 0, 1 - served / np.maximum(demand, 1e-9), 0.0)
    base = (batch.base.demand_mw[0] - batch.base.served_mw[0]).sum(axis=1)
    minute, cuts = batch.minute, batch.cuts
    national = {
        "demand_mw": demand.sum(axis=1), "cut_mw": (demand - served).sum(axis=1), "base_cut_mw": base,
        "automatic_mw": cuts.automatic_mw[0].sum(axis=1), "emergency_mw": cuts.emergency_mw[0].sum(axis=1),
        "scheduled_mw": cuts.scheduled_mw[0].sum(axis=1), "damage_mw": cuts.damage_mw[0].sum(axis=1),
    }  # fmt: skip
    done = batch.repairs.done_h[0][batch.damage.level[0] > 0]
    separated = float(minute.separated_h[0]) if minute.separated[0] else None
    tripped = np.isfinite(minute.off_h[0])
    return {
        "cut": np.clip(np.round(1000 * share), 0, 1000).astype(int).tolist(),
        "national": {name: np.round(values, 1).tolist() for name, values in national.items()},
        "tripped": int(tripped.sum()),
        "tripped_h": float(minute.off_h[0][tripped].min()) if tripped.any() else None,
        "separated_h": separated,
        "restored_h": float(done.max()) if done.size and np.isfinite(done).all() else None,
    }
