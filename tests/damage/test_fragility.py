"""The tables of damage are whole and in order."""

from itertools import pairwise

import numpy as np
import pytest

from oberih.damage import load_fragility
from oberih.damage.fragility import PROTECTIONS, WEAPON_CLASS
from oberih.terms.batch import AIM_CLASSES
from oberih.terms.kinds import KINDS

TABLE = load_fragility()


def test_every_kind_meets_every_protection():
    assert TABLE.law.shape == (len(KINDS), len(PROTECTIONS), 4)
    assert (np.diff(TABLE.law, axis=2) >= 0).all()
    assert TABLE.law[:, :, 3] == pytest.approx(1.0)
    assert set(WEAPON_CLASS) == set(KINDS)


def test_more_protection_is_never_worse():
    """At least as likely to stay at or below each level (first-order dominance)."""
    for weaker, stronger in pairwise(range(len(PROTECTIONS))):
        assert (TABLE.law[:, stronger] >= TABLE.law[:, weaker] - 1e-12).all()
    assert (TABLE.law[:, -1, 0] > TABLE.law[:, 0, 0]).all()


def test_a_larger_charge_is_never_milder():
    order = ("cruise", "guided", "drone", "decoy")  # heavy, medium, light, none
    for larger, smaller in pairwise(KINDS.index(kind) for kind in order):
        assert (TABLE.law[smaller] >= TABLE.law[larger] - 1e-12).all()


def test_a_decoy_does_slight_damage_at_worst():
    assert TABLE.law[KINDS.index("decoy"), :, 1] == pytest.approx(1.0)


def test_a_worse_level_leaves_less_takes_longer_and_an_untouched_asset_is_whole():
    assert (TABLE.struck_share[:, 0] == 1).all()
    assert (TABLE.bypass_share[:, 0] == 1).all()
    assert (np.diff(TABLE.struck_share, axis=1) <= 0).all()
    assert (np.diff(TABLE.bypass_share, axis=1) <= 0).all()
    assert (TABLE.bypass_share >= TABLE.struck_share).all()
    assert (np.diff(TABLE.work_h[:, 1:], axis=1) > 0).all()
    for hours in (TABLE.bypass_h[:, 1:], TABLE.work_h[:, 1:]):
        assert (hours > 0).all()
        assert (np.diff(hours, axis=2) > 0).all()
    assert TABLE.struck_share.shape == (len(AIM_CLASSES), 4)
    assert (TABLE.needs_spare[:, :3] == 0).all()
    assert (TABLE.needs_spare[:, 3] == 1).all()
