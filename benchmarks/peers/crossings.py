"""Paths and windows of launch times in plain Python floats, written from docs/defence.md alone. Standard library only.

Lists and dicts are those of the scenario as bench_defence.py hands it over. Kilometres, seconds, metres.
"""

import math
import random
from itertools import pairwise
from typing import NamedTuple

HORIZON = 4.12


class Leg(NamedTuple):
    """One straight leg of a path: where it begins, its direction, its length, and when it is begun."""

    x: float
    y: float
    ex: float
    ey: float
    length: float
    at: float


class Window(NamedTuple):
    """Launch times, and the leg on which the intercept lies."""

    opens: float
    closes: float
    leg: Leg


def between(low: float, high: float) -> float:
    """An even figure."""
    return low + random.random() * (high - low)


def sizes(group: dict, duration_s: float) -> int:
    """How many weapons a group has in this draw."""
    if group["rate_per_s"] is not None:
        n, t = 0, random.expovariate(group["rate_per_s"])
        while t < duration_s:
            n, t = n + 1, t + random.expovariate(group["rate_per_s"])
        return n
    low, high = group["n_min"], group["n_max"]
    return min(high, low + int((high - low + 1) * (1 - math.sqrt(1 - random.random()))))


def path(raid: dict, wave: dict, group: dict) -> tuple[list[tuple[float, float]], dict]:
    """Points of one weapon's path, and its target."""
    targets = raid["targets"]
    target = targets[group["target"]] if group["target"] is not None else None
    if target is None and not group["path"]:
        target = random.choices(targets, raid["weights"])[0]
    end = (0.0, 0.0) if target is None else (target["x_km"], target["y_km"])
    if target is not None and target["radius_km"] > 0:
        r, angle = target["radius_km"] * math.sqrt(random.random()), math.tau * random.random()
        end = (end[0] + r * math.cos(angle), end[1] + r * math.sin(angle))
    if group["path"]:
        points = [*group["path"], end] if group["target"] is not None else list(group["path"])
        if group["offset_km"] > 0:
            (x0, y0), (x1, y1) = points[:2]
            aside = between(-1, 1) * group["offset_km"] / math.hypot(x1 - x0, y1 - y0)
            points = [(x - aside * (y1 - y0), y + aside * (x1 - x0)) for x, y in points]
        return points, target
    bearing = math.radians(between(*wave["bearing_deg"]))
    x0 = raid["middle"][0] + wave["distance_km"] * math.sin(bearing)
    y0 = raid["middle"][1] + wave["distance_km"] * math.cos(bearing)
    dx, dy = end[0] - x0, end[1] - y0
    length = math.hypot(dx, dy)
    points = [(x0, y0)]
    for j in range(wave["turns"]):
        along = (j + 1 + between(-0.25, 0.25)) / (wave["turns"] + 1)
        aside = between(-1, 1) * wave["wander_km"] / length
        points.append((x0 + along * dx - aside * dy, y0 + along * dy + aside * dx))
    return [*points, end], target


def legs_of(points: list[tuple[float, float]], speed: float, arrival: float) -> list[Leg]:
    """Legs with the times at which they are begun; the last point is reached at `arrival`."""
    lengths = [math.hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)]
    at = arrival - sum(lengths) / speed
    legs = []
    for ((x0, y0), (x1, y1)), length in zip(pairwise(points), lengths, strict=True):
        legs.append(Leg(x0, y0, (x1 - x0) / length, (y1 - y0) / length, length, at))
        at += length / speed
    return legs


def first_inside(legs: list[Leg], speed: float, x: float, y: float, radius: float) -> float:
    """When the path first enters a ring; infinite where it does not."""
    for leg in legs:
        dx, dy = x - leg.x, y - leg.y
        half2 = radius * radius - (dx * leg.ey - dy * leg.ex) ** 2
        if half2 > 0:
            half, along = math.sqrt(half2), dx * leg.ex + dy * leg.ey
            if along + half > 0 and along - half < leg.length:
                return leg.at + max(along - half, 0.0) / speed
    return math.inf


def seen_by_net(legs: list[Leg], speed: float, altitude: float, sensors: list[dict]) -> float:
    """When the first report of a weapon reaches the units that are linked."""
    seen = math.inf
    for sensor in sensors:
        radius = sensor["range_km"]
        if sensor["kind"] == "acoustic":
            if altitude > sensor["max_altitude_m"] or speed > sensor["max_speed_km_s"]:
                continue
        else:
            radius = min(radius, HORIZON * (math.sqrt(sensor["height_m"]) + math.sqrt(altitude)))
        seen = min(seen, first_inside(legs, speed, sensor["x_km"], sensor["y_km"], radius) + sensor["delay_s"])
    return seen


def box_of(points: list[tuple[float, float]]) -> tuple[float, float, float, float]:
    """West, east, south and north ends of a path: most rings stay clear of it."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), max(xs), min(ys), max(ys)


def misses(unit: dict, radius: float, box: tuple[float, float, float, float]) -> bool:
    """Whether the ring stays clear of the path's box."""
    x, y = unit["x_km"], unit["y_km"]
    return x + radius < box[0] or x - radius > box[1] or y + radius < box[2] or y - radius > box[3]


def ready_at(unit: dict, legs: list[Leg], speed: float, sight: float, net: float) -> float:
    """When a unit may fire at a weapon."""
    heard = (net if unit["linked"] else math.inf) + unit["reaction_s"]
    if not unit["sensor_km"]:
        return heard
    own = first_inside(legs, speed, unit["x_km"], unit["y_km"], sight)
    return min(own + unit["reaction_s"], max(own, heard))


def windows(
    unit: dict, legs: list[Leg], box: tuple, speed: float, altitude: float, kind: str, net: float
) -> list[Window]:
    """Windows of launch times of a unit that fires rounds, at one weapon."""
    if kind not in unit["chance"] or not unit["min_altitude_m"] <= altitude <= unit["max_altitude_m"]:
        return []
    radius, slow, sight = unit["range_km"][kind], unit["slowness"], math.inf
    if unit["sensor_km"]:
        sight = min(unit["sensor_km"], HORIZON * (math.sqrt(unit["sensor_height_m"]) + math.sqrt(altitude)))
        radius = min(radius, sight)
    if misses(unit, radius, box):
        return []
    ready, x, y = None, unit["x_km"], unit["y_km"]
    found = []
    for leg in legs:
        dx, dy = x - leg.x, y - leg.y
        aside = abs(dx * leg.ey - dy * leg.ex)
        if aside >= radius:
            continue
        along, half = dx * leg.ex + dy * leg.ey, math.sqrt(radius * radius - aside * aside)
        first, last = max(along - half, 0.0), min(along + half, leg.length)
        if slow * speed > 1:  # the weapon is faster: behind it no round catches up
            last = min(last, along + aside / math.sqrt((slow * speed) ** 2 - 1))
        spans = [(first, last)]
        if aside < unit["min_range_km"]:
            hole = math.sqrt(unit["min_range_km"] ** 2 - aside * aside)
            spans = [(first, min(last, along - hole)), (max(first, along + hole), last)]
        for a, b in spans:
            if a >= b:
                continue
            if ready is None:
                ready = ready_at(unit, legs, speed, sight, net)
            opens = max(leg.at + a / speed - slow * math.hypot(aside, a - along), ready)
            closes = leg.at + b / speed - slow * math.hypot(aside, b - along)
            if opens <= closes:
                found.append(Window(opens, closes, leg))
    return found


def stays(
    unit: dict, legs: list[Leg], box: tuple, speed: float, altitude: float, kind: str
) -> list[tuple[float, float]]:
    """When a weapon is inside the ring of a unit that acts at a rate, leg by leg."""
    radius = unit["range_km"][kind]
    if kind not in unit["rate"] or not unit["min_altitude_m"] <= altitude <= unit["max_altitude_m"]:
        return []
    if misses(unit, radius, box):
        return []
    found = []
    for leg in legs:
        dx, dy = unit["x_km"] - leg.x, unit["y_km"] - leg.y
        half2 = radius * radius - (dx * leg.ey - dy * leg.ex) ** 2
        if half2 > 0:
            half, along = math.sqrt(half2), dx * leg.ex + dy * leg.ey
            a, b = max(along - half, 0.0), min(along + half, leg.length)
            if a < b:
                found.append((leg.at + a / speed, leg.at + b / speed))
    return found


def arrival_of_round(unit: dict, leg: Leg, speed: float, now: float) -> float:
    """When a round launched now meets the weapon on this leg: t + |P - U| / u, solved for the meeting."""
    slow = unit["slowness"]
    if slow == 0:
        return now
    done = (now - leg.at) * speed
    x, y = leg.x + leg.ex * done - unit["x_km"], leg.y + leg.ey * done - unit["y_km"]
    b = slow * slow * speed * (x * leg.ex + y * leg.ey)
    c = slow * slow * (x * x + y * y)
    root = math.sqrt(max(b * b - ((slow * speed) ** 2 - 1) * c, 0.0))
    return now + c / (root - b)
