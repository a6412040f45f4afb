"""One scale a kind, so that the share stopped follows a law: closed forms, what is not attainable, common luck."""

import math

import numpy as np
import pytest

from oberih.defence import stop_shares
from oberih.jobs.examples import named
from oberih.luck import Key
from oberih.scenario import parse
from oberih.scenario.model import StopShares
from oberih.study.anchor import Curve, solve_anchor
from oberih.study.defence import run_defence
from oberih.terms.batch import STOPPED
from oberih.terms.errors import ScenarioError
from oberih.terms.kinds import KINDS

CRUISE, DRONE, DECOY = (KINDS.index(kind) for kind in ("cruise", "drone", "decoy"))


def anchored(text, **laws):
    """A scenario with the laws that an anchor's file would bring."""
    scenario = parse(text)
    shares = {kind: StopShares(mean=mean, sd=sd) for kind, (mean, sd) in laws.items()}
    return scenario.model_copy(update={"defence": scenario.defence.model_copy(update={"shares": shares})})


def layers():
    return named("examples/defence/layers.toml").read_text(encoding="utf-8")


def two_kinds(channels):
    """Drones and missiles at once at one battery, which has few channels for both."""
    return f"""
[map]
width_km = 200
height_km = 200
[defence]
level = "layered"
lost_share = 0
[[defence.units]]
name = "battery"
family = "missile"
x_km = 100
y_km = 100
range_km = 40
chance = {{ cruise = 0.5, drone = 0.5 }}
ready = 500
channels = {channels}
interceptor_km_h = 2000
sensor_km = 150
sensor_height_m = 100
most_salvos = 2
[[raid.targets]]
name = "town"
x_km = 100
y_km = 100
[[raid.waves]]
duration_h = 0.2
turns = 0
[[raid.waves.weapons]]
kind = "cruise"
n = 20
speed_km_h = 800
altitude_m = 3000
[[raid.waves.weapons]]
kind = "drone"
n = 20
speed_km_h = 400
altitude_m = 3000
[[raid.waves.weapons]]
kind = "decoy"
n = 5
speed_km_h = 400
altitude_m = 3000
"""


def test_layers_give_the_scale_of_the_closed_form():
    """Each layer fires once: the share is 1 - ((1-p1)(1-p2)(1-p3))^s, so s = ln(1 - y) / ln 0.06."""
    scenario = anchored(layers(), cruise=(0.8, 0.1))
    found = solve_anchor(scenario, None, Key(3))
    wanted = stop_shares(scenario.defence.shares, Key(3), np.arange(500))[:, CRUISE]
    exact = np.log1p(-wanted) / math.log(0.06)
    scale = found.scales(Key(3), np.arange(500))
    # the curve rests on 400 raids of 60: its share has a standard error of 0.003 at most
    attained = 1 - 0.06 ** scale[:, CRUISE]
    assert np.abs(attained - wanted).max() < 4 * 0.5 / math.sqrt(400 * 60)
    assert np.corrcoef(scale[:, CRUISE], exact)[0, 1] > 0.999
    assert (scale[:, [k for k in range(len(KINDS)) if k != CRUISE]] == 1).all()
    assert found.kinds[0].state == "followed"


def test_the_share_stopped_follows_the_law():
    """Its mean within four standard errors, and its spread that of the law and of 60 chances together."""
    scenario = anchored(layers(), cruise=(0.7, 0.12))
    found = solve_anchor(scenario, None, Key(5))
    study = run_defence(scenario, None, Key(5), 4000, anchor=found)
    share = study.fates[:, 0, CRUISE, STOPPED] / 60
    wanted = stop_shares(scenario.defence.shares, Key(5), np.arange(4000))[:, CRUISE]
    assert share.mean() == pytest.approx(wanted.mean(), abs=4 * 0.12 / math.sqrt(400))
    spread = math.sqrt(0.12**2 + (wanted * (1 - wanted)).mean() / 60)
    assert share.std() == pytest.approx(spread, rel=0.06)
    assert np.corrcoef(share, wanted)[0, 1] > 0.85


def test_without_an_anchor_own_figures_stand():
    scenario = anchored(layers(), cruise=(0.94, 0.02))  # what the layers stop by themselves
    found = solve_anchor(scenario, None, Key(1)).kinds[0]
    assert found.unscaled == pytest.approx(0.94, abs=0.01)
    assert found.scale["p50"] == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize("channels", [50, 2])
def test_kinds_that_share_channels_are_anchored_together(channels):
    laws = {"cruise": (0.6, 0.1), "drone": (0.5, 0.1)}
    if channels == 2:
        laws = {"cruise": (0.3, 0.08), "drone": (0.4, 0.08)}
    scenario = anchored(two_kinds(channels), **laws)
    found = solve_anchor(scenario, None, Key(2))
    for each in found.kinds:
        # 400 raids of a share with an sd of some 0.13 on either side, and the curve's own error
        assert each.attained["mean"] == pytest.approx(each.law["mean"], abs=4 * 0.13 * math.sqrt(2 / 400)), each.kind
        assert each.state in ("followed", "partly")


def test_decoys_are_taken_for_drones():
    found = solve_anchor(anchored(two_kinds(50), drone=(0.5, 0.1)), None, Key(2))
    scale = found.scales(Key(2), np.arange(50))
    assert (scale[:, DECOY] == scale[:, DRONE]).all()
    assert found.left == ("cruise",)


def test_what_no_scale_attains_is_said_with_what_is_attainable():
    """Half of the missiles pass outside the ring, so at most half can be stopped."""
    wide = "speed_km_h = 800\npath = [[-100, 190], [300, 190]]\noffset_km = 100"
    text = layers().replace("speed_km_h = 800", wide, 1)
    found = solve_anchor(anchored(text, cruise=(0.9, 0.05)), None, Key(1)).kinds[0]
    assert found.state == "not_attainable"
    assert 0.2 < found.curve.high < 0.7
    assert found.attained["mean"] == pytest.approx(found.curve.high, abs=0.03)
    assert found.beyond > 0.99


def test_a_kind_that_no_unit_engages_is_said_and_left():
    scenario = anchored(layers().replace('kind = "cruise"', 'kind = "ballistic"'), ballistic=(0.3, 0.1))
    found = solve_anchor(scenario, None, Key(1))
    assert found.kinds[0].state == "never_met"
    assert found.kinds[0].curve.high == 0
    assert (found.scales(Key(1), np.arange(9)) == 1).all()


def test_a_round_that_never_fails_is_not_scaled_away():
    text = layers().replace("cruise = 0.5", "cruise = 1.0")
    found = solve_anchor(anchored(text, cruise=(0.5, 0.1)), None, Key(1)).kinds[0]
    assert found.state == "not_attainable"
    assert found.curve.low == found.curve.high == 1


def test_the_same_for_any_number_of_threads_and_any_draws():
    scenario = anchored(two_kinds(3), drone=(0.4, 0.1))
    one, two = (solve_anchor(scenario, None, Key(7), workers=workers) for workers in (1, 2))
    assert one.plain() == two.plain()
    whole = one.scales(Key(7), np.arange(40))
    assert (two.scales(Key(7), np.arange(17, 40)) == whole[17:]).all()


def test_faults_name_the_kinds():
    with pytest.raises(ScenarioError, match=r"cruise.*drone"):
        solve_anchor(anchored(layers(), drone=(0.5, 0.1)), None, Key(1))
    scenario = anchored(layers(), cruise=(0.5, 0.1), drone=(0.5, 0.1))
    defence = scenario.defence.model_copy(update={"anchor_kinds": ("drone",)})
    with pytest.raises(ScenarioError, match="drone never flies"):
        solve_anchor(scenario.model_copy(update={"defence": defence}), None, Key(1))


def test_a_curve_rises_and_is_met_at_its_points():
    curve = Curve(np.array([0.25, 1.0, 4.0]), np.array([0.1, 0.5, 0.6]), False)
    wanted = np.linspace(0, 1, 101)
    assert (np.diff(curve.scale_at(wanted)) >= 0).all()
    assert curve.scale_at(curve.share) == pytest.approx(curve.scale)
    assert (curve.low, curve.high) == (0, 0.6)
