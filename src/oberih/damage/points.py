"""Aim points of a scenario's targets that arrivals destroy: what is asked of a defence without a power system."""

from collections.abc import Sequence

import numpy as np

from oberih.luck import Key, Stream, chances
from oberih.scenario.waves import Target
from oberih.terms.batch import LEAKED, Codes, Ints, Weapons


def points_lost(targets: Sequence[Target], key: Key, weapons: Weapons, place: Ints, fates: Codes) -> Ints:
    """Aim points destroyed in each draw, (draw,). Each arrival strikes one point of its target, each as likely, and
    destroys it with the target's chance; a point is lost once."""
    lost = np.zeros(weapons.draws.size, np.int64)
    arrived = np.flatnonzero((fates == LEAKED) & (place >= 0))
    if not targets or not arrived.size:
        return lost
    at = place[arrived]
    points = np.array([target.points for target in targets])
    destroys = np.array([target.destroy_chance for target in targets])
    draw, weapon = weapons.draw[arrived], weapons.weapon[arrived]
    point = np.floor(chances(key, Stream.POINT, draw, weapon, k=0) * points[at]).astype(np.int64)
    struck = chances(key, Stream.POINT, draw, weapon, k=1) < destroys[at]
    first_point = np.concatenate([[0], np.cumsum(points)])
    row = np.repeat(np.arange(weapons.draws.size), np.diff(weapons.start))[arrived]
    which = np.unique((row * first_point[-1] + first_point[at] + point)[struck])
    np.add.at(lost, which // first_point[-1], 1)
    return lost
