"""From weapons and their fates to what each asset has left, and what its repair takes."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from oberih.damage import _kernels
from oberih.damage.fragility import PROTECTIONS, Fragility, load_fragility
from oberih.luck import FloatArray, Key, Stream, triangular, uniforms
from oberih.scenario import Pack
from oberih.terms.batch import AIM_CLASSES, Codes, Damage, Floats, Ints, Weapons


@lru_cache(maxsize=8)
def _cells(pack: Pack) -> tuple[Ints, Ints, Floats]:
    """Working assets of each (region, aim class), larger ones struck likelier: start of each cell, assets, running
    sums."""
    start, asset, law = [0], [], []
    table = pack.assets.select("asset", "asset_class", "region", "available_mw").rows()
    for region in pack.regions:
        for aim in AIM_CLASSES:
            here = [(a, mw) for a, asset_class, place, mw in table if asset_class == aim and place == region and mw > 0]
            total = sum(mw for _, mw in here)
            running = 0.0
            for a, mw in here:
                running += mw / total
                asset.append(a)
                law.append(running)
            start.append(len(asset))
    return np.array(start, np.int64), np.array(asset, np.int64), np.array(law)


def strike(
    pack: Pack, key: Key, weapons: Weapons, fates: Codes, doubts: Mapping[str, FloatArray],
    fragility: Fragility | None = None, *, protection: Ints | None = None,
) -> Damage:  # fmt: skip
    """The state of every asset after the raid, for each draw of the batch; `protection` of each asset (a place in
    PROTECTIONS) instead of the pack's."""
    table = fragility or load_fragility()
    n_assets = pack.assets.height
    shape = (weapons.draws.size, n_assets)
    level, from_h = np.zeros(shape, np.int8), np.full(shape, np.inf)
    leaker, leaker_asset = np.empty(weapons.draw.size, np.int64), np.empty(weapons.draw.size, np.int64)
    if protection is None:
        protection = np.array([PROTECTIONS.index(each) for each in pack.assets["protection"]], np.int64)
    count = _kernels.strike(
        np.uint64(key.seed), weapons.draws, weapons.start, weapons.weapon, weapons.kind, weapons.region, weapons.aim,
        weapons.arrival_s, fates, doubts["damage.debris_chance"], *_cells(pack), len(AIM_CLASSES), protection,
        table.law, level, from_h, leaker, leaker_asset,
    )  # fmt: skip
    aim = np.array([AIM_CLASSES.index(each) if each in AIM_CLASSES else 0 for each in pack.assets["asset_class"]])
    at = np.broadcast_to(aim, shape), level.astype(np.int64)
    bypass_u = uniforms(key, Stream.WORK, weapons.draws, n_assets, k=0)
    work_u = uniforms(key, Stream.WORK, weapons.draws, n_assets, k=1)
    bypass_h, work_h = np.full(shape, np.inf), np.zeros(shape)
    struck = level > 0
    for each in range(len(AIM_CLASSES)):
        for depth in (1, 2, 3):
            here = (aim == each) & (level == depth)
            bypass_h[here] = from_h[here] + triangular(bypass_u[here], *table.bypass_h[each, depth])
            work_h[here] = triangular(work_u[here], *table.work_h[each, depth])
    work_h *= doubts["repair.work_factor"][:, None]
    return Damage(
        level=level,
        from_h=from_h,
        struck_share=table.struck_share[at],
        bypass_share=table.bypass_share[at],
        bypass_h=bypass_h,
        work_h=work_h,
        needs_spare=(table.needs_spare[at] > 0) & struck,
        leaker=leaker[:count].copy(),
        leaker_asset=leaker_asset[:count].copy(),
    )
