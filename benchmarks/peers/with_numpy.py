"""The layered defence of docs/defence.md in plain numpy, as far as that goes. Runs in an environment of its own.

Many draws go in step. Where all units are coordinated and look before they fire again, a weapon has one salvo in
flight at most, so the next shot of a draw is the least of max(window opens, weapon free, unit free) over its windows:
one step fires one salvo in every draw. Left out, and refused: fire without looking, uncoordinated fire, patrols,
deliveries, and groups whose number is drawn. Weapons that are lost are drawn, starts of waves and jammers are there.

Asked over a pipe: one scenario, then how many draws; one JSON document a line, each way.
"""

import json
import math
import os
import sys
import time

import numpy as np

HORIZON = 4.12
CHUNK = 64  #: draws in step; more do not fit the processor's caches


def refuse(scenario: dict) -> str:
    """What of the scenario this way of computing cannot do; empty: nothing."""
    units = scenario["units"]
    groups = [group for wave in scenario["raid"]["waves"] for group in wave["weapons"]]
    lacks = {
        "fire without looking": any(not unit["look"] for unit in units if not unit["rate"]),
        "uncoordinated fire": any(not unit["coordinated"] for unit in units if not unit["rate"]),
        "patrols": any(unit["rate"] and unit["ready"] is not None for unit in units),
        "deliveries": any(unit["resupply"] for unit in units),
        "numbers that are drawn": any(group["n_min"] != group["n_max"] for group in groups),
        "given paths": any(group["path"] for group in groups),
    }
    return ", ".join(name for name, lack in lacks.items() if lack)


class Scene:
    """The scenario as columns."""

    def __init__(self, scenario: dict) -> None:
        self.raid, self.lost_share = scenario["raid"], scenario["lost_share"]
        groups = [(wave, group) for wave in self.raid["waves"] for group in wave["weapons"]]
        self.of = np.repeat(np.arange(len(groups)), [group["n_min"] for _, group in groups])
        self.number = np.concatenate([np.arange(group["n_min"]) for _, group in groups])
        self.kinds = sorted({group["kind"] for _, group in groups})
        self.kind = np.array([self.kinds.index(group["kind"]) for _, group in groups])[self.of]
        self.groups = groups
        self.legs = max(wave["turns"] for wave in self.raid["waves"]) + 1
        units = scenario["units"]
        self.shooters = [unit for unit in units if not unit["rate"]]
        self.jammers = [unit for unit in units if unit["rate"]]
        self.sensors = scenario["sensors"]
        self.starts = [wave["at_s"] for wave in self.raid["waves"]]

    def column(self, name: str, units: list[dict]) -> np.ndarray:
        return np.array([float(unit[name]) for unit in units])

    def by_kind(self, name: str, units: list[dict], none: float) -> np.ndarray:
        """(unit, kind)"""
        rows = [[unit[name].get(kind, none) for kind in self.kinds] for unit in units]
        return np.array(rows).reshape(-1, len(self.kinds))


def fly(scene: Scene, n: int, rng: np.random.Generator) -> dict:
    """Legs of all weapons: arrays (draw, weapon, leg)."""
    shape = (n, scene.of.size)
    waves = [wave for wave, _ in scene.groups]
    groups = [group for _, group in scene.groups]

    def given(values: list) -> np.ndarray:
        return np.array(values)[scene.of]

    def even(spans: list) -> np.ndarray:
        return rng.uniform(given([low for low, _ in spans]), given([high for _, high in spans]), shape)

    targets = scene.raid["targets"]
    weights = np.array(scene.raid["weights"], float)
    target = rng.choice(len(targets), shape, p=weights / weights.sum())
    named = given([-1 if group["target"] is None else group["target"] for group in groups])
    target = np.where(named >= 0, named, target)
    radius = np.array([each["radius_km"] for each in targets])[target] * np.sqrt(rng.random(shape))
    angle = math.tau * rng.random(shape)
    end_x = np.array([each["x_km"] for each in targets])[target] + radius * np.cos(angle)
    end_y = np.array([each["y_km"] for each in targets])[target] + radius * np.sin(angle)
    bearing = np.radians(even([wave["bearing_deg"] for wave in waves]))
    far = given([wave["distance_km"] for wave in waves])
    x0, y0 = scene.raid["middle"][0] + far * np.sin(bearing), scene.raid["middle"][1] + far * np.cos(bearing)
    dx, dy = end_x - x0, end_y - y0
    length = np.hypot(dx, dy)
    turns = given([wave["turns"] for wave in waves])
    x, y = np.empty((*shape, scene.legs + 1)), np.empty((*shape, scene.legs + 1))
    x[..., 0], y[..., 0] = x0, y0
    for j in range(scene.legs):  # paths with fewer turns end in legs of no length
        along = (j + 1 + rng.uniform(-0.25, 0.25, shape)) / (turns + 1)
        aside = rng.uniform(-1, 1, shape) * given([wave["wander_km"] for wave in waves]) / length
        ends = j >= turns
        x[..., j + 1] = np.where(ends, end_x, x0 + along * dx - aside * dy)
        y[..., j + 1] = np.where(ends, end_y, y0 + along * dy + aside * dx)
    speed = even([group["speed_km_s"] for group in groups])
    altitude = even([group["altitude_m"] for group in groups])
    timing = given([wave["timing"] for wave in waves])
    arrival = given([wave["at_s"] for wave in waves]) + np.where(
        timing == "even", rng.random(shape) * given([wave["duration_s"] for wave in waves]),
        np.where(timing == "spaced", scene.number * given([wave["spacing_s"] or 0.0 for wave in waves]), 0.0),
    )  # fmt: skip
    ex, ey = np.diff(x), np.diff(y)
    lengths = np.hypot(ex, ey)
    with np.errstate(invalid="ignore"):
        ex, ey = np.nan_to_num(ex / lengths, nan=1.0), np.nan_to_num(ey / lengths)
    at = arrival[..., None] - np.cumsum(lengths[..., ::-1], axis=-1)[..., ::-1] / speed[..., None]
    stake = np.array([each["stake"] for each in targets])[target]
    flies = rng.random(shape) < given([group["reliability"] for group in groups])
    return {
        "x": x[..., :-1], "y": y[..., :-1], "ex": ex, "ey": ey, "length": lengths, "at": at, "speed": speed,
        "altitude": altitude, "stake": stake, "flies": flies,
    }  # fmt: skip


def crossings(flown: dict, x: np.ndarray, y: np.ndarray, radius: np.ndarray) -> tuple:
    """Which (draw, weapon, unit, leg) meet a ring, with along, aside squared, first and last kilometre inside."""
    dx, dy = x[:, None] - flown["x"][:, :, None], y[:, None] - flown["y"][:, :, None]
    ex, ey, length = (flown[name][:, :, None] for name in ("ex", "ey", "length"))
    aside2 = (dx * ey - dy * ex) ** 2
    half2 = radius[..., None] * np.abs(radius[..., None]) - aside2
    hits = np.nonzero(half2 > 0)
    half, aside2 = np.sqrt(half2[hits]), aside2[hits]
    along = dx[hits] * ex[hits[0], hits[1], 0, hits[3]] + dy[hits] * ey[hits[0], hits[1], 0, hits[3]]
    first, last = np.maximum(along - half, 0), np.minimum(along + half, length[hits[0], hits[1], 0, hits[3]])
    inside = last > first
    return tuple(each[inside] for each in hits), along[inside], aside2[inside], first[inside], last[inside]


def first_seen(flown: dict, x: np.ndarray, y: np.ndarray, radius: np.ndarray) -> np.ndarray:
    """When each weapon first enters each ring, (draw, weapon, ring); infinite where it does not."""
    hits, _, _, first, _ = crossings(flown, x, y, radius)
    seen = np.full(radius.shape, np.inf)
    when = flown["at"][hits[0], hits[1], hits[3]] + first / flown["speed"][hits[0], hits[1]]
    np.minimum.at(seen, hits[:3], when)
    return seen


def find_windows(scene: Scene, flown: dict) -> dict:
    """All windows of launch times, one entry each, by draw."""
    units = scene.shooters
    column = {name: scene.column(name, units) for name in (
        "x_km", "y_km", "min_range_km", "min_altitude_m", "max_altitude_m", "reaction_s", "sensor_km",
        "sensor_height_m", "linked", "slowness",
    )}  # fmt: skip
    altitude, speed = flown["altitude"][..., None], flown["speed"][..., None]
    sight = np.minimum(column["sensor_km"], HORIZON * (np.sqrt(column["sensor_height_m"]) + np.sqrt(altitude)))
    reach = scene.by_kind("range_km", units, 0.0)[:, scene.kind].T
    chance = scene.by_kind("chance", units, -1.0)[:, scene.kind].T
    radius = np.where(column["sensor_km"] > 0, np.minimum(reach, sight), reach)
    able = (chance >= 0) & (altitude >= column["min_altitude_m"]) & (altitude <= column["max_altitude_m"])
    able &= flown["flies"][..., None]
    x, y = column["x_km"], column["y_km"]
    (d, w, u, leg), along, aside2, first, last = crossings(flown, x, y, np.where(able, radius, -1.0))

    net = np.full(altitude.shape[:2], np.inf)
    for sensor in scene.sensors:
        far = np.full(net.shape, float(sensor["range_km"]))
        if sensor["kind"] == "acoustic":
            heard = (altitude[..., 0] <= sensor["max_altitude_m"]) & (speed[..., 0] <= sensor["max_speed_km_s"])
            far = np.where(heard, far, -1.0)
        else:
            far = np.minimum(far, HORIZON * (math.sqrt(sensor["height_m"]) + np.sqrt(altitude[..., 0])))
        at = first_seen(flown, np.array([sensor["x_km"]]), np.array([sensor["y_km"]]), far[..., None])[..., 0]
        net = np.minimum(net, at + sensor["delay_s"])
    own = first_seen(flown, x, y, np.where(able & (column["sensor_km"] > 0), sight, -1.0))[d, w, u]
    delay = column["reaction_s"][u]
    heard = np.where(column["linked"][u] > 0, net[d, w], np.inf) + delay
    ready = np.where(column["sensor_km"][u] > 0, np.minimum(own + delay, np.maximum(own, heard)), heard)

    v, slow, at = flown["speed"][d, w], column["slowness"][u], flown["at"][d, w, leg]
    quick = (slow * v) ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        last = np.where(quick > 1, np.minimum(last, along + np.sqrt(aside2 / (quick - 1))), last)
    hole = np.sqrt(np.maximum(column["min_range_km"][u] ** 2 - aside2, 0))
    holed = hole > 0
    first = np.concatenate([first, np.maximum(first, along + hole)[holed]])
    last = np.concatenate([np.where(holed, np.minimum(last, along - hole), last), last[holed]])
    d, w, u, leg, along, aside2, v, slow, at, ready = (
        np.concatenate([each, each[holed]]) for each in (d, w, u, leg, along, aside2, v, slow, at, ready)
    )
    opens = np.maximum(at + first / v - slow * np.sqrt(aside2 + (first - along) ** 2), ready)
    closes = at + last / v - slow * np.sqrt(aside2 + (last - along) ** 2)
    keep = (first < last) & (opens <= closes)
    found = {"d": d, "w": w, "u": u, "leg": leg, "opens": opens, "closes": closes}
    return {name: each[keep] for name, each in found.items()}


def jammed_at(scene: Scene, flown: dict, rng: np.random.Generator) -> np.ndarray:
    """When a jammer stops each weapon, (draw, weapon): infinite where none does."""
    jammed = np.full(flown["speed"].shape, np.inf)
    units = scene.jammers
    if not units:
        return jammed
    altitude = flown["altitude"][..., None]
    low, high = scene.column("min_altitude_m", units), scene.column("max_altitude_m", units)
    rate = scene.by_kind("rate", units, 0.0)[:, scene.kind].T
    able = (rate > 0) & (altitude >= low) & (altitude <= high) & flown["flies"][..., None]
    radius = np.where(able, scene.by_kind("range_km", units, 0.0)[:, scene.kind].T, -1.0)
    x, y = scene.column("x_km", units), scene.column("y_km", units)
    (d, w, u, leg), _, _, first, last = crossings(flown, x, y, radius)
    at, speed = flown["at"][d, w, leg], flown["speed"][d, w]
    meets = at + first / speed + rng.exponential(size=d.size) / rate[w, u]
    met = meets < at + last / speed
    np.minimum.at(jammed, (d[met], w[met]), meets[met])
    return jammed


def fight(scene: Scene, n: int, rng: np.random.Generator) -> dict[str, np.ndarray]:  # noqa: PLR0915 - one long loop
    """A chunk of draws; what became of each, by name."""
    flown = fly(scene, n, rng)
    found = find_windows(scene, flown)
    jam = jammed_at(scene, flown, rng)
    units = scene.shooters
    # windows of a draw side by side, padded with ones that never open
    order = np.lexsort((found["opens"], found["w"], found["u"], found["d"]))
    found = {name: each[order] for name, each in found.items()}
    count = np.bincount(found["d"], minlength=n)
    width = max(int(count.max(initial=0)), 1)
    slot = np.arange(found["d"].size) - np.repeat(np.cumsum(count) - count, count)

    def padded(values: np.ndarray, none: float | int) -> np.ndarray:
        out = np.full((n, width), none, values.dtype)
        out[found["d"], slot] = values
        return out

    opens, closes = padded(found["opens"], np.inf), padded(found["closes"], -np.inf)
    weapon, unit, leg = padded(found["w"], 0), padded(found["u"], 0), padded(found["leg"], 0)
    pair = weapon * len(units) + unit
    key, inverse = np.unique(found["d"] * 10**8 + found["w"] * len(units) + found["u"], return_inverse=True)
    pair_opens, pair_closes = np.full(key.size, np.inf), np.full(key.size, -np.inf)
    np.minimum.at(pair_opens, inverse, found["opens"])
    np.maximum.at(pair_closes, inverse, found["closes"])
    rule = np.array([("first-come", "least-time-left", "most-at-stake").index(each["order"]) for each in units])[unit]
    rank = np.select(
        [rule == 0, rule == 1],
        [padded(pair_opens[inverse], np.inf), padded(pair_closes[inverse], np.inf)],
        -np.take_along_axis(flown["stake"], weapon, 1),
    )
    rank = rank + 1e-9 * padded(rng.random(key.size)[inverse], 0.0)  # equal ones by chance
    column = {name: scene.column(name, units) for name in (
        "x_km", "y_km", "slowness", "reaction_s", "assess_s", "reload_s", "salvo", "most_salvos", "service_mean_s",
    )}  # fmt: skip
    chance = scene.by_kind("chance", units, -1.0)
    full = np.array([unit["ready"] for unit in units])
    ready, store = np.tile(full, (n, 1)), np.tile(np.array([unit["store"] for unit in units]), (n, 1))
    channels = np.full((n, len(units), max(unit["channels"] for unit in units)), np.inf)
    for i, each in enumerate(units):
        channels[:, i, : each["channels"]] = -np.inf
    unit_free = np.where(ready > 0, -np.inf, np.inf)  # no rounds: never
    last_fire = np.full((n, len(units)), -np.inf)
    reloaded = np.full((n, len(units)), -np.inf)
    weapon_free = np.full(flown["speed"].shape, -np.inf)
    pair_ready, salvos = np.full((n, width), -np.inf), np.zeros((n, width))
    stopped = np.zeros(flown["speed"].shape, bool)
    told = {"rounds": np.zeros(n), "salvos": np.zeros(n)}
    limit = np.minimum(closes, np.take_along_axis(jam, weapon, 1))
    number = np.arange(n)
    while True:
        when = np.maximum(np.maximum(opens, pair_ready), np.take_along_axis(weapon_free, weapon, 1))
        when = np.maximum(when, np.take_along_axis(np.maximum(unit_free, channels.min(axis=2)), unit, 1))
        when[(when > limit) | (salvos >= column["most_salvos"][unit])] = np.inf
        now = when.min(axis=1)
        going = np.isfinite(now)
        if not going.any():
            break
        tied = when == now[:, None]
        first_unit = np.where(tied, unit, 10**6).min(axis=1)
        best = np.where(tied & (unit == first_unit[:, None]), rank, np.inf).argmin(axis=1)
        d, best, t = number[going], best[going], now[going]
        w, u, at_leg = weapon[d, best], unit[d, best], leg[d, best]
        # a pause before a wave: what was fired is made up
        for start in scene.starts:
            since = last_fire[d, u]
            rested = (since < start) & (start <= t) & (reloaded[d, u] < start)
            rested &= start - since >= column["reload_s"][u]
            taken = np.where(rested & np.isfinite(since), np.minimum(full[u] - ready[d, u], store[d, u]), 0)
            ready[d, u] += taken
            store[d, u] -= taken
        rounds = np.minimum(column["salvo"][u].astype(int), ready[d, u])
        done = (t - flown["at"][d, w, at_leg]) * flown["speed"][d, w]
        ex, ey = flown["ex"][d, w, at_leg], flown["ey"][d, w, at_leg]
        v, slow = flown["speed"][d, w], column["slowness"][u]
        x = flown["x"][d, w, at_leg] + ex * done - column["x_km"][u]
        y = flown["y"][d, w, at_leg] + ey * done - column["y_km"][u]
        b, c = slow * slow * v * (x * ex + y * ey), slow * slow * (x * x + y * y)
        with np.errstate(invalid="ignore"):
            flight = np.nan_to_num(c / (np.sqrt(np.maximum(b * b - ((slow * v) ** 2 - 1) * c, 0)) - b))
        arrives = t + flight
        hit = rng.random(d.size) >= (1 - chance[u, scene.kind[w]]) ** rounds
        hit &= arrives < jam[d, w]
        stopped[d[hit], w[hit]] = True
        weapon_free[d, w] = np.where(hit, np.inf, arrives)
        same = pair[d] == pair[d, best][:, None]
        pair_ready[d] = np.where(same, (arrives + column["reaction_s"][u])[:, None], pair_ready[d])
        salvos[d] += same
        slot = channels[d, u].argmin(axis=1)
        held = np.where(column["service_mean_s"][u] > 0, rng.exponential(size=d.size) * column["service_mean_s"][u],
                        flight + column["assess_s"][u])  # fmt: skip
        channels[d, u, slot] = t + held
        last_fire[d, u] = t
        ready[d, u] -= rounds
        told["rounds"][d] += rounds
        told["salvos"][d] += 1
        empty = ready[d, u] == 0
        d, u, t = d[empty], u[empty], t[empty]
        taken = np.minimum(full[u], store[d, u])
        ready[d, u] += taken
        store[d, u] -= taken
        reloaded[d, u] = np.where(taken > 0, t + column["reload_s"][u], np.inf)
        unit_free[d, u] = reloaded[d, u]
    jammed = np.isfinite(jam) & ~stopped
    told["salvos"] += jammed.sum(axis=1)
    stopped |= jammed
    low, mid, high = scene.lost_share
    lost = rng.triangular(low, mid, high, n) if high > low else np.full(n, mid)
    through = flown["flies"] & ~stopped
    falls = rng.random(through.shape) < lost[:, None]
    for code, kind in enumerate(scene.kinds):
        of_kind = scene.kind == code
        told[f"stopped {kind}"] = (stopped & of_kind).sum(axis=1)
        told[f"leaked {kind}"] = (through & ~falls & of_kind).sum(axis=1)
    told["stopped"], told["leaked"] = stopped.sum(axis=1), (through & ~falls).sum(axis=1)
    return told


def main() -> None:
    """Read the scenario, then how many draws, until nobody asks."""
    scenario = json.loads(sys.stdin.readline())
    out = os.fdopen(os.dup(1), "w")
    print(json.dumps({"version": np.__version__, "refused": refuse(scenario)}), file=out, flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        scene, rng = Scene(scenario), np.random.default_rng(asked["seed"])
        began, cpu = time.perf_counter(), time.process_time()
        draws = []
        for first in range(0, asked["draws"], CHUNK):
            told = fight(scene, min(CHUNK, asked["draws"] - first), rng)
            draws += [dict(zip(told, map(float, row), strict=True)) for row in zip(*told.values(), strict=True)]
        took, cpu = time.perf_counter() - began, time.process_time() - cpu
        print(json.dumps({"seconds": took, "cpu_s": cpu, "draws": draws}), file=out, flush=True)


if __name__ == "__main__":
    main()
