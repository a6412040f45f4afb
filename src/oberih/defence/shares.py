"""Level `shares`: each kind has a share stopped, common to the raid, so raids differ by more than chance."""

from collections.abc import Mapping

import numpy as np
from scipy.special import betaincinv

from oberih.defence import _kernels
from oberih.luck import FloatArray, IntArray, Key, Stream, chances, uniforms
from oberih.scenario import Pack, Scenario
from oberih.scenario.model import StopShares
from oberih.terms.batch import Codes, Weapons
from oberih.terms.kinds import KINDS, Kind


def engage(
    scenario: Scenario, pack: Pack, key: Key, weapons: Weapons, doubts: Mapping[str, FloatArray]
) -> Codes:
    """The fate of each weapon: STOPPED, LOST or LEAKED of `terms.batch`.

    Regions that the report says were hit are hit in every draw that has a weapon at their grid: an input of the
    scenario, not an answer.
    """
    share = stop_shares(scenario.defence.shares, key, weapons.draws)
    must_hit = np.array([pack.regions.index(code) for code in scenario.raid.hit_regions], np.int64)
    out = np.empty(weapons.draw.size, np.int8)
    _kernels.fates(
        weapons.start, weapons.kind, weapons.region, weapons.aim,
        chances(key, Stream.STOP_ORDER, weapons.draw, weapons.weapon),
        share, doubts["defence.lost_share"], must_hit, out,
    )  # fmt: skip
    return out


def stop_shares(laws: Mapping[Kind, StopShares], key: Key, draws: IntArray) -> FloatArray:
    """The share stopped of each kind in each draw, (draw, kind): quantiles of Beta laws at a chance of the draw's own.
    Kinds without a law are left at 0."""
    u = uniforms(key, Stream.STOP_SHARE, draws, len(KINDS))
    share = np.zeros_like(u)
    for i, kind in enumerate(KINDS):
        law = laws.get(kind)
        if law is None:
            continue
        if law.means:  # doubt of the law itself: each draw takes one of the posterior's
            pick = np.floor(uniforms(key, Stream.STOP_SHARE, draws, [i], k=1)[:, 0] * len(law.means))
            mean = np.array(law.means)[pick.astype(np.int64)]
            strength = np.array(law.concentrations)[pick.astype(np.int64)]
        else:
            mean = np.full(draws.size, law.mean)
            strength = np.full(draws.size, law.mean * (1 - law.mean) / law.sd**2 - 1)
        share[:, i] = betaincinv(mean * strength, (1 - mean) * strength, u[:, i])
    return share


def nine_in_ten(law: StopShares) -> tuple[float, float]:
    """Shares below which one raid in twenty falls, and above which one in twenty does.

    >>> low, high = nine_in_ten(StopShares(mean=0.5, sd=0.12**0.5 / 2))
    >>> round(low, 2), round(high, 2)
    (0.21, 0.79)
    """
    means = np.array(law.means or [law.mean])
    strength = np.array(law.concentrations or [law.mean * (1 - law.mean) / law.sd**2 - 1])
    levels = (np.arange(40) + 0.5) / 40
    if not law.means:
        levels = np.array([0.05, 0.95])
    drawn = betaincinv((means * strength)[:, None], ((1 - means) * strength)[:, None], levels[None, :])
    low, high = np.quantile(drawn, [0.05, 0.95]) if law.means else drawn[0]
    return float(low), float(high)
