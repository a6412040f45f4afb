"""Aim points of a scenario's targets that arrivals destroy: what is asked of a defence without a power system."""

from collections.abc import Sequence

import numpy as np

from oberih.damage import _kernels
from oberih.luck import Key
from oberih.scenario.waves import Target
from oberih.terms.batch import Codes, Ints, Weapons


def points_lost(targets: Sequence[Target], key: Key, weapons: Weapons, place: Ints, fates: Codes) -> Ints:
    """Aim points destroyed in each draw, (draw,). Each arrival strikes one point of its target, each as likely, and
    destroys it with the target's chance; a point is lost once. `place` is each weapon's target, -1 for none."""
    lost = np.zeros(weapons.draws.size, np.int64)
    if targets:
        first_point = np.concatenate([[0], np.cumsum([target.points for target in targets])]).astype(np.int64)
        destroys = np.array([target.destroy_chance for target in targets])
        _kernels.strike_points(
            np.uint64(key.seed), weapons.start, weapons.draw, weapons.weapon, place, fates, first_point, destroys,
            np.full(first_point[-1], -1, np.int64), lost,
        )  # fmt: skip
    return lost
