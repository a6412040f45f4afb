"""Laws of the whole: closed forms through the engine, coverage of intervals, and what common luck saves."""

import numpy as np
import pytest

from oberih.jobs.examples import named
from oberih.luck import Key
from oberih.plan.base import more
from oberih.plan.objective import Objective
from oberih.plan.options import Option
from oberih.plan.problem import Problem
from oberih.plan.raids import Raids
from oberih.plan.sample import POOL, stratified, uniform
from oberih.plan.search import Search
from oberih.scenario import load, parse
from oberih.scenario.strengthened import pack_of

#: one cruise missile at one region, and a unit far away that gives the class its figures
ONE_WEAPON = """
hours = 24
[grid]
pack = "ozeria"
[raid]
date = 2020-11-15
energy_share = 1
hit_regions = ["XO-02"]
spread_km = 1
aim = { substation = 1 }
[[raid.waves]]
weapons = [{ kind = "cruise", n = 1, altitude_m = 500 }]
[defence]
level = "layered"
lost_share = 0
sensors = [{ name = "s", kind = "radar", x_km = 283, y_km = 308, range_km = 300, height_m = 3000 }]
[[defence.units]]
name = "far"
family = "missile"
x_km = 0
y_km = 0
range_km = 1
chance = { cruise = 0.6 }
ready = 1
most_salvos = 1
"""
COST = {"low": 1.0, "mid": 2.0, "high": 3.0}


def option(name, *adds, most=1):
    return Option.model_validate({"name": name, "cost": COST, "most": most, "adds": list(adds)})


def close(difference, expected, errors=4.0):
    return abs(difference.mean() - expected) < errors * difference.std() / np.sqrt(difference.size)


def one_weapon(n):
    """One cruise missile at one region; a unit there stops it with chance p: what is not served falls by just that."""
    scenario = parse(ONE_WEAPON)
    units = option("unit", {"add": "unit", "of": "missile", "regions": ["XO-02"]}, most=2)
    return Raids(scenario, pack_of(scenario), [units], Key(4), workers=1).values([(0,), (1,), (2,)], 0, n)


def test_a_unit_of_chance_p_avoids_the_share_p_of_what_one_weapon_does():
    p = 0.6
    base, one, two = (each[:, 0] for each in one_weapon(512))
    assert base.mean() > 0
    scaled = base.mean()
    assert close(base - one, p * scaled, 3.5)
    assert close(base - two, (1 - (1 - p) ** 2) * scaled, 3.5)


OPTIONS = [
    option("hawk", {"add": "unit", "of": "Hawk", "regions": ["XO-01", "XO-02"]}),
    option("gabions", {"add": "protection", "asset_class": "substation", "level": "gabions"}),
    option("generation", {"add": "generation", "mw": 100}),
]


@pytest.mark.slow
def test_intervals_of_gains_cover_the_truth_nine_times_in_ten():
    """16,384 draws of a short raid stand for all there are, so the truth is known; 1,000 replications draw a first
    phase from them, put it into strata, and look at three options on n draws, as `oberih plan` does. The option that is
    best on one sample is looked at on another, so choosing it does not spoil its interval."""
    all_ = 16_384
    scenario = load(named("ozeria-defended")).model_copy(update={"hours": 24})
    raids = Raids(scenario, pack_of(scenario), OPTIONS, Key(8))
    nothing = (0, 0, 0)
    base, *others = (each[:, 0] for each in raids.values([nothing, *(more(nothing, o) for o in range(3))], 0, all_))
    gains = np.stack([base - each for each in others])
    truth, rng = gains.mean(axis=1), np.random.default_rng(1)
    told = {}
    for n in (128, 256, 512):
        inside, chosen, plain, widths = np.zeros(3), 0, np.zeros(3), np.zeros((2, 3))
        reps = 1000
        for _ in range(reps):
            means = []
            for _ in range(2):
                drawn = rng.integers(0, all_, POOL * n)
                sample = stratified(0, base[drawn], n)
                means.append([sample.mean_of(each[drawn[sample.draws]]) for each in gains])
            as_they_come = [uniform(0, n).mean_of(each[drawn[:n]]) for each in gains]
            covers = np.array([each.low <= true <= each.high for each, true in zip(means[1], truth, strict=True)])
            inside += covers
            plain += [each.low <= true <= each.high for each, true in zip(as_they_come, truth, strict=True)]
            widths += [[each.high - each.low for each in row] for row in (means[1], as_they_come)]
            chosen += covers[int(np.argmax([each.mean for each in means[0]]))]
        told[n] = inside / reps, chosen / reps
        print(n, "coverage", inside / reps, "of the chosen", chosen / reps, "as they come", plain / reps, "narrower",
              widths[1] / widths[0], truth)  # fmt: skip
    coverage, of_chosen = told[512]
    assert ((coverage >= 0.86) & (coverage <= 0.94)).all()
    assert 0.86 <= of_chosen <= 0.94


@pytest.mark.slow
def test_common_luck_cuts_the_variance_of_one_more_unit_tenfold():
    from oberih.jobs.plan import Asked, prepare

    ready = prepare(Asked(scenario="examples/plan.toml", budget="200M"))
    options = ready.money.options.option
    names = ("hawk", "nasams", "iris-t", "buk-refit")
    raids = ready.evaluator(options, Key(1), None, None)
    nothing = ready.money.problem.nothing
    units = [next(o for o, each in enumerate(options) if each.name == name) for name in names]
    base, *others = (each[:, 0] for each in raids.values([nothing, *(more(nothing, o) for o in units)], 0, 2048))
    variances = [(base.var() + each.var()) / (base - each).var() for each in others]
    ratio = dict(zip(names, map(float, variances), strict=True))
    apart, paired = sum(base.var() + each.var() for each in others), sum((base - each).var() for each in others)
    print({name: round(each, 1) for name, each in ratio.items()}, "all four", round(apart / paired, 1))
    # one more Hawk changes so much that its own ratio is nearer to 9 (docs/plan.md)
    assert min(ratio[name] for name in ("nasams", "iris-t", "buk-refit")) >= 10
    assert apart / paired >= 10


@pytest.mark.slow
def test_the_best_of_eight_options_through_the_engine_is_found():
    """Every set for the money is played on all draws, and held against what the race among them found."""
    scenario = load(named("ozeria-defended")).model_copy(update={"hours": 24})
    options = [
        *OPTIONS, option("jammer", {"add": "unit", "of": "jammer"}),
        option("rounds", {"add": "rounds", "of": "NASAMS", "rounds": 18}),
        option("gabions-thermal", {"add": "protection", "asset_class": "thermal", "level": "gabions"}),
        option("storage", {"add": "storage", "mw": 50, "mwh": 100}), option("imports", {"add": "imports", "mw": 100}),
    ]  # fmt: skip
    problem = Problem((3.0, 2.0, 3.5, 1.0, 1.5, 2.5, 3.0, 2.0), (1,) * 8, ((),) * 8)
    raids = Raids(scenario, pack_of(scenario), options, Key(2))
    n, budget = 256, 6.0
    found = Search(raids, Objective(), problem, uniform(0, n)).best(budget)
    sets = problem.sets(budget, 1000)
    means = {each: float(values[:, 0].mean()) for each, values in zip(sets, raids.values(sets, 0, n), strict=True)}
    assert found.exact
    assert means[found.chosen] == min(means.values())
    plain = Search(raids, Objective(), problem, uniform(0, n), enumerated=0).best(budget)
    print("greedy with exchange short by", means[plain.chosen] - min(means.values()), "of",
          means[problem.nothing] - min(means.values()))  # fmt: skip
