"""The first minute of a country of regions, and how what tripped comes back.

`docs/first-minute.md` tells the model. Chances: a unit near a heavily struck substation trips (Stream.TRIP); settings
and reserves that nobody publishes are drawn from their ranges (Stream.SETTING).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from oberih.grid import schemes
from oberih.grid._kernels import minute as kernel
from oberih.grid._kernels.classes import CHP, NUCLEAR, SOLAR, THERMAL, WATER, WIND
from oberih.grid._kernels.restart import energised
from oberih.grid.network import CLASS_CODE, N_CLASSES, Network
from oberih.grid.shedding import relays
from oberih.luck import FloatArray, IntArray, Key, Stream, triangular, uniforms
from oberih.scenario import Pack
from oberih.terms.batch import Damage, Flags, Floats

#: strikes within this time meet the system before it is balanced anew; assumed, range 5-20 minutes
WINDOW_H = 10 / 60
#: nuclear units beside a heavy strike trip half as readily as others, all units of a region together: they share their
#: way out; from a strike in a neighbouring region half as readily again. Assumed (0.2-1.5, 0.2-1), in view of 2022:
#: some or all nuclear units were lost on 15 and 23 November and 16 December, and none in most raids
NUCLEAR_TRIP_FACTOR = 0.5
NEAR_SHARE = 0.5
SHED_BACK_H = 2.0  #: load shed by automatics is handed over to the operator's cuts; assumed, range 1-4
WATER_SHARE = 0.6  #: water runs at some 60 % of what it could on a winter's day: 34 GWh over 2,900 MW
#: flow, against the transfer limit of a corridor of lines, at which protections open it. Such limits leave room for the
#: loss of a line and for stability, so they lie far below what the lines carry for minutes; assumed
OVERLOAD = (2.5, 3.0, 4.0)
LINK_S = 10.0  #: until it does; assumed, range 1-60
CODE = {"nuclear": NUCLEAR, "thermal": THERMAL, "chp": CHP, "hydro": WATER, "solar": SOLAR, "wind": WIND}
NOMINAL_HZ = 50.0


@dataclass(frozen=True, slots=True, eq=False)
class Minute:
    """(draw, …) arrays of what the first minute did."""

    off_h: Floats  #: when a unit tripped, (draw, asset); inf where it did not
    back_h: Floats  #: when it is back
    generation_lost_mw: Floats  #: struck and tripped, (draw,)
    load_lost_mw: Floats  #: that struck substations fed
    separated: Flags  #: the larger part of load lost its ties
    separated_h: Floats  #: inf where it stayed synchronous
    resynchronised_h: Floats
    nadir_hz: Floats  #: lowest in any island of its own, 0 where nothing turned; 50 where all stayed synchronous
    shed_share: Floats  #: of demand, off by automatics or dark, (draw, region)
    zenith_hz: Floats = field(default_factory=lambda: np.empty(0))  #: highest in any island of its own
    shed_from_h: Floats = field(default_factory=lambda: np.empty((0, 0)))  #: (draw, region); inf: never
    shed_hours: Floats = field(default_factory=lambda: np.empty((0, 0)))  #: how long, (draw, region)
    dark_h: Floats = field(default_factory=lambda: np.empty((0, 0)))  #: when a region went dark, (draw, region)
    energised_h: Floats = field(default_factory=lambda: np.empty((0, 0)))  #: when it had supply again; 0: never dark
    tie_deviation_mw: Floats = field(default_factory=lambda: np.empty(0))  #: largest sudden one, above 0: short
    error_mw: Floats = field(default_factory=lambda: np.empty(0))  #: what any round left unbalanced
    #: of the first draw, where asked for: hour, second, turn, what, subject, place, mw, hz
    events: pl.DataFrame | None = None
    balances: pl.DataFrame | None = None  #: of the first draw: round, generation_mw, load_mw, tie_mw, error_mw


def first_minute(
    pack: Pack, net: Network, key: Key, draws: IntArray, damage: Damage, start_hour: IntArray,
    demand_factor: Floats, class_factor: Floats, doubts: Mapping[str, FloatArray], *, scheme: str | None = None,
    told: int = 0, settings: Key | None = None,
) -> Minute:  # fmt: skip
    """Trips, ties, islands, frequency, overloads and restart of each draw.

    `doubts` holds grid.trip_chance, pack.tie_headroom_mw, and where they are known grid.transit_loss, pack.link_factor
    and pack.import_mw. `scheme` is a shedding scheme (`schemes.scheme_ids`); none: Ukraine's for `ua`, else Europe's.
    `settings` is the key of settings and reserves, where a draw has several raids: they are the same in all of them.
    With `told` rows the first draw's events are written down.
    """
    shape, n = damage.level.shape, len(pack.regions)
    plant = schemes.plant()
    stages = schemes.scheme(scheme or ("ua-2022" if pack.pack_id == "ua" else "eu-2017"))
    weekend = (net.weekday + start_hour // 24) % 7 >= 5
    shares = pack.demand_profile[weekend.astype(np.int64), start_hour % 24]
    region_mw = net.peak_mw * demand_factor * shares[:, None]
    substations = net.asset_class == CLASS_CODE["substation"]
    fed = np.bincount(net.asset_region[substations], net.asset_mw[substations], n)
    part = np.where(substations, net.asset_mw / np.maximum(fed[net.asset_region], 1e-9), 0.0)
    running = np.where(substations, 0.0, net.asset_mw) * class_factor[:, net.asset_class]
    running = np.ascontiguousarray(running)  # one layout whatever numpy chose: each costs a compilation of its own
    running[:, net.asset_class == WATER] *= WATER_SHARE
    sun = net.sun[start_hour % 24]
    running[:, net.asset_class == SOLAR] *= sun[:, None]
    trip = np.repeat(doubts["grid.trip_chance"][:, None], N_CLASSES, axis=1)
    trip[:, NUCLEAR] *= NUCLEAR_TRIP_FACTOR
    ones, nothing = np.ones(draws.size), np.zeros(draws.size)
    setting = uniforms(settings or key, Stream.SETTING, draws, 16)
    low_at, low_delay, high_at, high_delay, inertia, governs = _plant(plant, setting)
    at, delay, share, _ = relays(stages.stages, NOMINAL_HZ)
    out = {name: np.zeros(draws.size) for name in ("lost", "load", "worst", "nadir", "zenith", "error")}
    off_h, separated_h = np.full(shape, np.inf), np.full(draws.size, np.inf)
    shed, start, dark_h = np.zeros((draws.size, n)), np.zeros((draws.size, n)), np.full((draws.size, n), np.inf)
    events, balances, counts = np.empty((told, kernel.EVENT)), np.empty((told, kernel.BALANCE)), np.zeros(2, np.int64)
    kernel.first_minute(
        damage.from_h, damage.struck_share, damage.level >= 2, net.asset_region, net.asset_class, running,
        part, region_mw, uniforms(key, Stream.TRIP, draws, shape[1]), trip, _near(net, n),
        NEAR_SHARE, net.link_a, net.link_b, net.link_mw, doubts.get("pack.link_factor", ones),
        doubts.get("grid.transit_loss", nothing), net.import_share, doubts.get("pack.import_mw", nothing),
        doubts["pack.tie_headroom_mw"], bool(pack.imports["synchronous"].any()),
        at, delay, share, low_at, low_delay, high_at, high_delay, inertia, governs,
        triangular(setting[:, 10], *plant.reserve), plant.damping, plant.governor_gain / plant.droop,
        plant.reheat_share, plant.reheat_s, triangular(setting[:, 11], *OVERLOAD), stages.overload_share,
        stages.overload_delay_s, LINK_S, WINDOW_H,
        off_h, out["lost"], out["load"], out["worst"], separated_h, out["nadir"], out["zenith"], shed, dark_h, start,
        out["error"], events, balances, counts,
    )  # fmt: skip
    separated = np.isfinite(separated_h)
    wait = triangular(uniforms(key, Stream.RETURN, draws, [10_000])[:, 0], *plant.resynchronise_h)
    energised_h = _energised(pack, net, plant, damage, dark_h, setting)
    return_h = _return_h(pack, plant, key, draws)
    supply = np.where(np.isfinite(off_h), np.maximum(off_h, energised_h[:, net.asset_region]), np.inf)
    went_dark = np.isfinite(dark_h)
    shed_from = np.where(went_dark, dark_h, np.where(shed > 0, _first(damage.from_h, separated_h)[:, None], np.inf))
    return Minute(
        off_h=off_h,
        back_h=supply + return_h,
        generation_lost_mw=out["lost"],
        load_lost_mw=out["load"],
        separated=separated,
        separated_h=separated_h,
        resynchronised_h=np.where(separated, separated_h + wait, np.inf),
        nadir_hz=NOMINAL_HZ * (1 + out["nadir"]),
        shed_share=np.where(went_dark, 1.0, np.clip(shed / np.maximum(start, 1e-9), 0, 1)),
        zenith_hz=NOMINAL_HZ * (1 + out["zenith"]),
        shed_from_h=shed_from,
        shed_hours=np.where(went_dark, energised_h - np.where(went_dark, dark_h, 0.0), SHED_BACK_H),
        dark_h=dark_h,
        energised_h=energised_h,
        tie_deviation_mw=out["worst"],
        error_mw=out["error"],
        events=_events(events[: counts[0]]) if told else None,
        balances=_balances(balances[: counts[1]]) if told else None,
    )


def _near(net: Network, n: int) -> Flags:
    """Which regions are joined by a link, (region, region)."""
    near = np.zeros((n, n), np.bool_)
    near[net.link_a, net.link_b] = near[net.link_b, net.link_a] = True
    return near


def _plant(plant: schemes.Plant, setting: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats, Floats]:
    """Settings by class code: low (draw, class) and high thresholds (pu deviations), delays, inertia, governed part."""
    low_at = np.full((setting.shape[0], N_CLASSES), -1.0)
    low_delay, high_at, high_delay, inertia, governs = (np.zeros(N_CLASSES) for _ in range(5))
    for i, (name, each) in enumerate(plant.classes.items()):
        c = CODE[name]
        low_at[:, c] = triangular(setting[:, i], *each.low_hz) / NOMINAL_HZ - 1
        low_delay[c], high_delay[c] = each.low_delay_s, each.high_delay_s
        high_at[c], inertia[c], governs[c] = each.high_hz / NOMINAL_HZ - 1, each.inertia_s, each.governs
    return low_at, low_delay, high_at, high_delay, inertia, governs


def _energised(
    pack: Pack, net: Network, plant: schemes.Plant, damage: Damage, dark_h: Floats, setting: Floats
) -> Floats:
    n = len(pack.regions)
    substations = net.asset_class == CLASS_CODE["substation"]
    # a region whose substations are all out is energised when the first of them is bypassed
    node_h = np.full(dark_h.shape, np.inf)
    works_h = np.where(damage.struck_share > 1e-9, 0.0, damage.bypass_h)
    for a in np.flatnonzero(substations & (net.asset_mw > 0)):
        r = net.asset_region[a]
        node_h[:, r] = np.minimum(node_h[:, r], works_h[:, a])
    node_h[np.isinf(node_h)] = 0.0
    water = (net.asset_class == WATER) & (net.asset_mw > 0)
    out = np.zeros(dark_h.shape)
    energised(
        dark_h, net.link_a, net.link_b, net.link_mw, node_h, net.import_share > 0,
        np.bincount(net.asset_region[water], minlength=n) > 0, triangular(setting[:, 12], *plant.energise_h),
        triangular(setting[:, 13], *plant.black_start_h), triangular(setting[:, 14], *plant.energise_h), out,
    )  # fmt: skip
    return out


def _first(from_h: Floats, separated_h: Floats) -> Floats:
    """When automatics shed: with separation, else with the first strike."""
    return np.asarray(np.minimum(separated_h, from_h.min(axis=1, initial=np.inf)))


def _return_h(pack: Pack, plant: schemes.Plant, key: Key, draws: IntArray) -> Floats:
    """Hours that each unit would take to come back once it has supply, (draw, asset)."""
    u = uniforms(key, Stream.RETURN, draws, pack.assets.height)
    out = np.zeros(u.shape)
    classes = pack.assets["asset_class"].to_numpy()
    for asset_class in np.unique(classes):
        if asset_class != "substation":
            name = {"pumped": "hydro", "mobile": "wind"}.get(asset_class, asset_class)
            here = classes == asset_class
            out[:, here] = triangular(u[:, here], *plant.classes[name].return_h)
    return out


def _events(rows: Floats) -> pl.DataFrame:
    columns = ("hour", "second", "turn", "what", "subject", "place", "mw", "hz")
    frame = pl.DataFrame({name: rows[:, i] for i, name in enumerate(columns)})
    whole = [pl.col(name).cast(pl.Int32) for name in ("turn", "what", "subject", "place")]
    return frame.with_columns(*whole, hz=NOMINAL_HZ * (1 + pl.col("hz")))


def _balances(rows: Floats) -> pl.DataFrame:
    columns = ("turn", "generation_mw", "load_mw", "tie_mw", "error_mw")
    return pl.DataFrame({name: rows[:, i] for i, name in enumerate(columns)})
