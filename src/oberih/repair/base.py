"""Who mends what, and when: a plain rule, fast enough for every draw."""

from collections.abc import Mapping

import numpy as np

from oberih.luck import FloatArray
from oberih.repair import _kernels
from oberih.scenario import Pack
from oberih.terms.batch import AIM_CLASSES, Damage, Floats, Ints, Repairs


def crew_regions(pack: Pack, most: int) -> Ints:
    """Home region of each crew, regions in turn, so that the first n crews are spread like all of them."""
    total = pack.crews.sum()
    wanted = np.round(np.outer(np.arange(1, most + 1), pack.crews / total))
    sent = np.zeros(pack.crews.size)
    home = np.empty(most, np.int64)
    for c in range(most):
        home[c] = np.argmax(wanted[c] - sent + pack.crews / total * 1e-6)
        sent[home[c]] += 1
    return home


def crews_at_work(pack: Pack, doubts: Mapping[str, FloatArray]) -> Ints:
    """How many crews each draw has, (draw,); never none."""
    return np.asarray(np.maximum(1, np.round(pack.crews.sum() * doubts["pack.crew_factor"])), np.int64)


def spares_in_store(pack: Pack, doubts: Mapping[str, FloatArray], n_draws: int) -> Ints:
    """Spares of each class in store, (draw, class as in AIM_CLASSES)."""
    spares = np.zeros((n_draws, len(AIM_CLASSES)), np.int64)
    for k, asset_class in enumerate(AIM_CLASSES):
        spares[:, k] = pack.spares.get(asset_class, (0, 0, 0))[1]
    spares[:, AIM_CLASSES.index("substation")] = np.round(doubts["pack.spare_transformers"]).astype(np.int64)
    return spares


def kinds_and_regions(pack: Pack) -> tuple[Ints, Ints]:
    """Kind of spare that each asset takes (as in AIM_CLASSES), and its region."""
    kind = np.array([AIM_CLASSES.index(each) if each in AIM_CLASSES else 0 for each in pack.assets["asset_class"]])
    return kind, np.array([pack.regions.index(each) for each in pack.assets["region"]])


def frost_factor(pack: Pack, doubts: Mapping[str, FloatArray], mean_c: Floats | None, n_draws: int) -> Floats:
    """How many times as long work takes in the frost, (draw, region)."""
    frost = np.ones((n_draws, len(pack.regions)))
    if mean_c is not None:
        frost += doubts["pack.frost_slowdown"][:, None] * np.maximum(-mean_c, 0.0)
    return frost


def mend(
    pack: Pack,
    damage: Damage,
    raid_end_h: Floats,
    doubts: Mapping[str, FloatArray],
    mean_c: Floats | None = None,
) -> Repairs:
    """Repairs of each draw. Work begins once the raid is over and the place is safe, and stops during alarms.

    `mean_c` is the mean temperature of each region, (draw, region): each degree of frost makes work longer; without it
    there is no frost.
    `pack.alarm_share` of all hours are alarm, so work takes 1 / (1 - share) times as long on the clock.
    """
    n_draws = damage.level.shape[0]
    struck = damage.level > 0
    ready = np.broadcast_to((raid_end_h + doubts["repair.safety_h"])[:, None], struck.shape)
    crews, spares = crews_at_work(pack, doubts), spares_in_store(pack, doubts, n_draws)
    kind, region = kinds_and_regions(pack)
    work = damage.work_h * frost_factor(pack, doubts, mean_c, n_draws)[:, region] / (1 - pack.alarm_share)
    gain = pack.assets["available_mw"].to_numpy() * (1 - damage.bypass_share)
    out = Repairs(
        start_h=np.full(struck.shape, np.inf),
        done_h=np.full(struck.shape, np.inf),
        crew=np.full(struck.shape, -1, np.int64),
        spare=np.zeros(struck.shape, np.bool_),
    )
    _kernels.schedule(
        struck, np.ascontiguousarray(ready), work, gain, damage.needs_spare,
        region, kind, crew_regions(pack, int(crews.max())), crews, spares, doubts["repair.travel_h"],
        out.start_h, out.done_h, out.crew, out.spare,
    )  # fmt: skip
    return out
