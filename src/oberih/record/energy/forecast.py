"""Every raid of a period foretold from strictly earlier ones: the model's own chances, and the same recalibrated."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from oberih.luck import FloatArray
from oberih.record.energy.features import FADE_DAYS, RAID_SD, priors, rows, seen
from oberih.record.energy.logistic import fit
from oberih.record.energy.observed import OBSERVED
from oberih.record.energy.table import EnergyRaid


@dataclass(frozen=True, slots=True, eq=False)
class Foretold:
    """One raid: what was said beforehand, and what came."""

    raid: EnergyRaid
    model: FloatArray  #: chance of emergency cuts by region of `OBSERVED`, of the model alone
    recalibrated: FloatArray  #: the same after earlier raids were learnt from
    base_rate: float  #: share of all earlier region-raids with cuts
    region_rate: FloatArray  #: each region's own, drawn to the base rate
    seen: FloatArray  #: 1, 0, nan

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which regions are scored."""
        return np.asarray(~np.isnan(self.seen))


def earlier_than(day: date, raids: Sequence[EnergyRaid]) -> list[EnergyRaid]:
    """Raids of days before: those of the same day teach nothing."""
    return [raid for raid in raids if raid.day < day]


def foretell(
    raids: Sequence[EnergyRaid], wanted: Sequence[EnergyRaid], model: Mapping[int, FloatArray],
    tell: Callable[[], None] | None = None,
) -> list[Foretold]:  # fmt: skip
    """Foretell `wanted` raids, each from those of `raids` that are earlier. `model` holds the model's chances by `id`
    of a raid."""
    table = {id(raid): rows(raid, earlier_than(raid.day, raids), model[id(raid)]) for raid in raids}
    found = []
    for raid in wanted:
        past = [each for each in earlier_than(raid.day, raids) if not np.isnan(seen(each)).all()]
        found.append(_one(raid, past, table, model))
        if tell is not None:
            tell()
    return found


def _one(
    raid: EnergyRaid, past: Sequence[EnergyRaid], table: Mapping[int, FloatArray], model: Mapping[int, FloatArray]
) -> Foretold:
    outcome = [seen(each) for each in past]
    known = [~np.isnan(each) for each in outcome]
    y = np.concatenate([each[k] for each, k in zip(outcome, known, strict=True)])
    number = np.repeat(np.arange(len(past)), [int(k.sum()) for k in known])
    age = np.array([(raid.day - each.day).days for each in past])
    learnt = fit(
        np.vstack([table[id(each)][k] for each, k in zip(past, known, strict=True)]), y, number,
        2 ** (-age[number] / FADE_DAYS), *priors(), RAID_SD,
    )  # fmt: skip
    base = float(y.mean())
    whole = np.array(outcome)
    counted = (~np.isnan(whole)).sum(axis=0)
    rate = (np.nansum(whole, axis=0) + 2 * base) / (counted + 2)
    return Foretold(raid, model[id(raid)], learnt.chance(table[id(raid)]), base, rate, seen(raid))


def observations(raids: Sequence[EnergyRaid]) -> int:
    """Region-raids with a known outcome."""
    return sum(int((~np.isnan(seen(raid))).sum()) for raid in raids)


__all__ = ["OBSERVED", "Foretold", "earlier_than", "foretell", "observations"]
