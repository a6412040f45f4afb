"""A campaign made ready: what all its draws share."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from oberih.defence import Layout, layout
from oberih.grid import Network, network
from oberih.luck import Key, Stream, triangular, uniforms
from oberih.scenario import Doubt, Pack, Scenario
from oberih.scenario.campaign import Campaign, Delivery
from oberih.scenario.strengthened import strengthened, there_on
from oberih.scenario.strengthening import Addition
from oberih.study.draw import number_of
from oberih.study.growth import Growth, grown

if TYPE_CHECKING:
    from oberih.study.anchor import Anchor  # it plays draws too

DAY_H = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Winter:
    """A campaign made ready: what all its draws share."""

    scenario: Scenario
    pack: Pack
    net: Network
    first: dt.date  #: calendar day of hour 0
    days: int
    stands: Layout | None
    anchor: "Anchor | None" = None  #: of a layered defence
    growth: Growth | None = None  #: what comes meanwhile, beside the scenario's own `strengthening`

    @property
    def campaign(self) -> Campaign:
        """What the scenario says of raids and resupply."""
        return self.scenario.campaign or Campaign()


def prepare(
    scenario: Scenario, pack: Pack, first: dt.date, last: dt.date, anchor: "Anchor | None" = None,
    growth: Growth | None = None,
) -> Winter:  # fmt: skip
    """What all draws from the first to the last day share. The scenario's month sets the demand that temperature is
    held against; the pack is that without `strengthening`, of which what is there on the first day is added, and the
    rest grows."""
    dated = scenario
    if scenario.raid.date is None:
        dated = scenario.model_copy(update={"raid": scenario.raid.model_copy(update={"date": first})})
    if growth is not None:
        pack = growth.pack
    pack = strengthened(pack, there_on(scenario.strengthening or (), first))
    days = (last - first).days + 1
    if growth is None and (coming := _coming(scenario, first, days)):
        growth = grown(pack, coming, days)
        pack = growth.pack
    net = network(pack, dated)
    net = replace(net, weekday=first.weekday())
    stands = layout(dated) if dated.defence.level == "layered" else None
    return Winter(
        scenario=dated, pack=pack, net=net, first=first, days=days, stands=stands, anchor=anchor, growth=growth
    )


def _coming(scenario: Scenario, first: dt.date, days: int) -> list[tuple[int, Addition]]:
    """What of `strengthening` comes in the course of a campaign, by its day; protection and spares left out, which
    `supply` brings."""
    comes = [
        ((each.arrives - first).days, each)
        for each in scenario.strengthening or ()
        if each.arrives is not None and each.add not in ("protection", "spares")
    ]
    return [(day, each) for day, each in comes if 0 < day < days]


def alarm_share(winter: Winter, day: int) -> float:
    """Share of hours under alarm in the month of a day."""
    table = winter.campaign.alarm_share
    month = (winter.first + dt.timedelta(days=day)).strftime("%Y-%m")
    return float(table.get(month, table.get("all", winter.pack.alarm_share)))


def drawn(name: str, doubt: Doubt, key: Key, draw: int) -> float:
    """A draw's figure of a range, by the range's dotted name."""
    u = uniforms(key, Stream.DOUBT, [draw], [number_of(name)])[:, 0]
    return float(triangular(u, doubt.low, doubt.mid, doubt.high)[0])


def arrivals(winter: Winter, key: Key, draw: int, start: int) -> list[tuple[Delivery, float]]:
    """Each delivery, and the hour at which it comes."""
    found = []
    for i, each in enumerate(winter.campaign.deliveries):
        if each.arrives is not None:
            days = float((each.arrives - winter.first).days)
        else:
            lead = each.lead_days or Doubt(low=0, mid=0, high=0)
            u = uniforms(key, Stream.DELIVERY, [draw], [i])[:, 0]
            days = (each.ordered - winter.first).days + float(triangular(u, lead.low, lead.mid, lead.high)[0])
        found.append((each, days * DAY_H - start))
    return found
