"""Closed forms that must come out of the public engine run on the shipped scenario files, and with other numbers."""

import math

import pytest
from scipy.stats import binom

from oberih.jobs.defence import Asked, run
from oberih.jobs.examples import named

DRAWS = 20_000


def answer(name, tmp_path, *changes, draws=DRAWS, seed=11):
    """What the command prints for a shipped law, some of its lines changed."""
    text = named(f"examples/defence/{name}.toml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, f"{name}: {old!r} is not in the file"
        text = text.replace(old, new)
    path = tmp_path / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return run(Asked(scenario=path, draws=draws, seed=seed)).to_json()


def near(figure, expected, floor=0.0):
    """Within four standard errors of the law; the error is measured, and must itself be small."""
    assert figure["mean"] == pytest.approx(expected, abs=4 * figure["se"] + floor)
    assert figure["se"] <= 0.02 * max(expected, 0.05)


@pytest.mark.parametrize(("n", "p"), [(60, (0.5, 0.6, 0.7)), (25, (0.2, 0.9, 0.35))])
def test_layers(tmp_path, n, p):
    changes = [("n = 60 ", f"n = {n} ")]
    changes += [(f"cruise = {old} }}", f"cruise = {new} }}") for old, new in zip((0.5, 0.6, 0.7), p, strict=True)]
    if p == (0.5, 0.6, 0.7):
        changes = []
    found = answer("layers", tmp_path, *changes)
    left = math.prod(1 - each for each in p)
    near(found["leaked"], n * left)
    spread = math.sqrt(n * left * (1 - left))
    assert found["leaked"]["sd"] == pytest.approx(spread, rel=4 * math.sqrt(0.5 / DRAWS) * 1.3)


@pytest.mark.parametrize(("w", "k", "n"), [(20, 0.8, 2), (20, 0.8, 3), (20, 0.8, 4), (7, 0.55, 2)])
def test_all_killed(tmp_path, w, k, n):
    found = answer("all-killed", tmp_path, ("n = 20 ", f"n = {w} "), ("cruise = 0.8", f"cruise = {k}"),
                   ("salvo = 2", f"salvo = {n}"))  # fmt: skip
    near(found["none_leaked"], (1 - (1 - k) ** n) ** w)


@pytest.mark.parametrize(("p", "n"), [(0.7, 3), (0.35, 4)])
def test_shoot_look_shoot(tmp_path, p, n):
    found = answer("shoot-look-shoot", tmp_path, ("cruise = 0.7", f"cruise = {p}"),
                   ("most_salvos = 3", f"most_salvos = {n}"))  # fmt: skip
    q = 1 - p
    near(found["shots_per_weapon"], (1 - q**n) / p)
    near(found["leak_share"], q**n)


def short_magazine(n, m, p):
    return sum((n - j) * binom.pmf(j, m, p) for j in range(min(n, m + 1)))


def even_volley(n, m, p):
    r, deep = m % n, m // n
    return (n - r) * (1 - p) ** deep + r * (1 - p) ** (deep + 1)


def uncoordinated(n, m, p):
    return n * (1 - p / n) ** m


@pytest.mark.slow
@pytest.mark.parametrize(("n", "m", "p"), [(40, 48, 0.7), (13, 30, 0.4)])
def test_one_magazine_three_ways_of_spending_it(tmp_path, n, m, p):
    numbers = ("n = 40 ", f"n = {n} "), ("cruise = 0.7", f"cruise = {p}")
    means = []
    for name, rounds, law in (
        ("short-magazine", "ready", short_magazine), ("even-volley", "ready", even_volley),
        ("uncoordinated", "count", uncoordinated),
    ):  # fmt: skip
        found = answer(name, tmp_path, *numbers, (f"{rounds} = 48", f"{rounds} = {m}"))
        near(found["leaked"], law(n, m, p))
        means.append(found["leaked"]["mean"])
        assert found["rounds"]["p95"] <= m
    assert means == sorted(means)
    if (n, m, p) == (40, 48, 0.7):
        assert (short_magazine(n, m, p), even_volley(n, m, p), uncoordinated(n, m, p)) == pytest.approx(
            (6.41675, 10.32, 17.14047), abs=1e-5
        )


def erlang_b(c, a):
    blocked = 1.0
    for i in range(1, c + 1):
        blocked = a * blocked / (i + a * blocked)
    return blocked


@pytest.mark.slow
@pytest.mark.parametrize(("c", "rate", "p"), [(6, 240, 0.8), (3, 150, 0.5)])
def test_channels_full_whatever_the_law_of_service(tmp_path, c, rate, p):
    a = rate / 60
    blocked = erlang_b(c, a)
    law = blocked + (1 - blocked) * (1 - p)
    changes = ("channels = 6", f"channels = {c}"), ("rate_per_h = 240", f"rate_per_h = {rate}"), (
        "cruise = 0.8", f"cruise = {p}")  # fmt: skip
    shares = []
    for name in ("erlang-flight", "erlang-exponential"):
        found = answer(name, tmp_path, *changes)["waves"][1]["leak_share"]
        near(found, law)
        shares.append(found)
    fixed, random = shares
    assert fixed["mean"] == pytest.approx(random["mean"], abs=4 * math.hypot(fixed["se"], random["se"]))
    if (c, rate, p) == (6, 240, 0.8):
        assert (blocked, law) == pytest.approx((0.117162, 0.293730), abs=1e-6)


@pytest.mark.parametrize(("n", "works", "m", "p"), [(20, 0.9, 24, 0.68), (12, 0.6, 9, 0.5)])
def test_stochastic_salvo(tmp_path, n, works, m, p):
    found = answer("stochastic-salvo", tmp_path, ("n = 20 ", f"n = {n} "),
                   ("reliability = 0.9", f"reliability = {works}"),
                   ("ready = 24", f"ready = {m}"), ("cruise = 0.68", f"cruise = {p}"))  # fmt: skip
    law = sum(
        (x - y) * binom.pmf(x, n, works) * binom.pmf(y, m, p) for x in range(n + 1) for y in range(min(x, m + 1))
    )
    near(found["leaked"], law)
    near(found["lost"], n * (1 - works))


@pytest.mark.parametrize("r", [30, 12.5])
def test_chord_through_a_ring(tmp_path, r):
    found = answer("chord", tmp_path, ("range_km = 30", f"range_km = {r}"), ("offset_km = 30", f"offset_km = {r}"))
    near(found["units"][0]["inside_km_per_crossing"], math.pi * r / 2)


def opportunities(reach, near_km, seen, v, u, d):
    """The recursion of the docs, counted."""
    at, count = min(reach, (seen - v * d) * u / (u + v)), 0
    while at >= near_km:
        count += 1
        at = (at - v * d) * u / (u + v)
    return count


@pytest.mark.parametrize(
    ("reach", "near_km", "seen", "v", "u", "d"),
    [(40, 5, 60, 0.25, 1.0, 10), (40, 5, 33, 0.25, 1.0, 10), (25, 1, 90, 1.6, 0.9, 4), (70, 2, 41, 0.3, 1.2, 0)],
)
def test_opportunities(tmp_path, reach, near_km, seen, v, u, d):
    found = answer(
        "opportunities", tmp_path, ("range_km = 40", f"range_km = {reach}"),
        ("min_range_km = 5", f"min_range_km = {near_km}"), ("sensor_km = 60", f"sensor_km = {seen}"),
        ("speed_km_h = 900", f"speed_km_h = {v * 3600}"), ("_km_h = 3600", f"_km_h = {u * 3600}"),
        ("reaction_s = 10", f"reaction_s = {d}"), draws=3,
    )  # fmt: skip
    assert found["shots"]["mean"] == opportunities(reach, near_km, seen, v, u, d)
    assert found["shots"]["sd"] == 0


def test_the_horizon_is_where_a_low_weapon_is_first_seen(tmp_path):
    horizon = 4.12 * (math.sqrt(16) + math.sqrt(36))
    assert horizon == pytest.approx(41.2)
    found = answer("opportunities", tmp_path, ("altitude_m = 5000", "altitude_m = 36"),
                   ("sensor_km = 60", "sensor_km = 60\nsensor_height_m = 16\n#"), draws=3)  # fmt: skip
    assert found["shots"]["mean"] == opportunities(40, 5, horizon, 0.25, 1.0, 10) == 5


@pytest.mark.parametrize(("k", "arrivals", "q"), [(10, 6, 0.3), (10, 6, 1.0), (4, 9, 0.55)])
def test_assets_lost(tmp_path, k, arrivals, q):
    found = answer("assets-lost", tmp_path, ("n = 6 ", f"n = {arrivals} "), ("points = 10", f"points = {k}"),
                   ("destroy_chance = 0.3", f"destroy_chance = {q}"))  # fmt: skip
    near(found["points_lost"], k * (1 - (1 - q / k) ** arrivals))
