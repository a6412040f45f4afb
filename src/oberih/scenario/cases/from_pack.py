"""A country pack as a grid case: each region a pair of buses.

The transmission bus takes the region's large plant, its links and its imports; the distribution bus takes its load and
what feeds the local network; between them stands what the region's substations can deliver, as one branch. Single
objects do not show: plant is one generator a class and region.

A pack gives limits and no reactances. They are assumed: each is such that a link at its limit has the same angle across
it. So flows spread as limits do, which is what the hourly model of the pack assumes too, and the size of the angle
(below) changes no flow.
"""

import numpy as np
import polars as pl

from oberih.scenario.cases.base import PQ, PV, SLACK, Case, Note, Schema
from oberih.scenario.cases.raw import RAW_BRANCH, RAW_BUS, RAW_GEN, RAW_STORAGE, Raw, settle
from oberih.scenario.pack import Pack

BASE_MVA = 100.0
#: angle across a branch at its limit, rad: assumed, from 0.05 to 0.3 on loaded 330 kV lines; DC flows do not hang on it
ANGLE_AT_LIMIT = 0.1
#: buses are numbered by the region's place in the pack
TRANSMISSION, DISTRIBUTION = 100, 200
#: nominal voltages of the network: most lines between regions, and the supply of distribution (assumed; no DC figure
#: hangs on them)
TRANSMISSION_KV, DISTRIBUTION_KV = 330.0, 110.0


def case_of_pack(pack: Pack) -> Case:
    """The pack before the raid, at the peak hour of a working day at its reference temperature.

    Generators give the same share of what is available, imports what is expected first; none has a cost, since the pack
    knows none. Raises CaseError only where the pack makes no network.
    """
    where = f"pack:{pack.pack_id}/{pack.state}"
    index = {code: i for i, code in enumerate(pack.regions)}
    plant = _plant(pack, index)
    expected = pack.imports.select(
        bus=_numbered("region", index, TRANSMISSION),
        pmax_mw="limit_mw",
        pg_mw=pl.min_horizontal("expected_mw", "limit_mw"),
        what=pl.lit("import"),
    ).filter(pl.col("pmax_mw") > 0)
    wanted = float(pack.demand_peak_mw.sum()) - float(expected["pg_mw"].sum())
    share = min(1.0, wanted / max(float(plant["pmax_mw"].sum()), 1e-9))
    gens = pl.concat([plant.with_columns(pg_mw=pl.col("pmax_mw") * share), expected], how="diagonal")
    raw = Raw(
        name=f"{pack.pack_id}_{pack.state}".replace("-", "_"),
        source=where,
        base_mva=BASE_MVA,
        bus=_buses(pack, gens, where),
        branch=_branches(pack, index, where),
        gen=_shaped(
            gens.with_columns(
                pmin_mw=pl.lit(0.0),
                status=pl.lit(1.0),
                model=pl.lit(2),
                values=pl.lit([0.0]),
                where=pl.format(f"{where}, {{}}", "what"),
                n=pl.int_range(1, gens.height + 1),
            ),
            RAW_GEN,
        ),
        storage=_storage(pack, index, where),
        notes=(Note("cases.note_pack_angle", {"angle": ANGLE_AT_LIMIT}), Note("cases.note_no_costs")),
    )
    return settle(raw)


def _plant(pack: Pack, index: dict[str, int]) -> pl.DataFrame:
    """One generator a region, class and side: what is available of plant under control, pumped storage apart."""
    other = pl.col("asset_class").is_in(["substation", "pumped"])
    return (
        pack.assets.filter(pl.col("controlled"), pl.col("available_mw") > 0, ~other)
        .group_by("region", "asset_class", "node", maintain_order=True)
        .agg(pmax_mw=pl.col("available_mw").sum())
        .select(
            bus=pl.when(pl.col("node") == "distribution")
            .then(_numbered("region", index, DISTRIBUTION))
            .otherwise(_numbered("region", index, TRANSMISSION)),
            pmax_mw="pmax_mw",
            what="asset_class",
        )
        .sort("bus", maintain_order=True)
    )


def _buses(pack: Pack, gens: pl.DataFrame, where: str) -> pl.DataFrame:
    """Transmission buses, then distribution buses; the slack is where most can be generated, the first of equals."""
    n = len(pack.regions)
    number = np.concatenate([np.arange(n) + TRANSMISSION, np.arange(n) + DISTRIBUTION])
    by_bus = gens.group_by("bus").agg(pl.col("pmax_mw").sum()).sort("pmax_mw", "bus", descending=[True, False])
    slack = int(by_bus["bus"][0])
    feeding = set(by_bus["bus"].to_list())
    none = np.zeros(n)
    table = pl.DataFrame(
        {
            "number": number,
            "type": [SLACK if each == slack else PV if each in feeding else PQ for each in number.tolist()],
            "pd_mw": np.concatenate([none, pack.demand_peak_mw]),
            "qd_mvar": np.zeros(2 * n),
            "gs_mw": np.zeros(2 * n),
            "bs_mvar": np.zeros(2 * n),
            "base_kv": np.repeat([TRANSMISSION_KV, DISTRIBUTION_KV], n),
            "region": [*pack.regions, *pack.regions],
            "critical_share": np.concatenate([none, pack.critical_share]),
            "where": [f"{where}, {region}" for region in (*pack.regions, *pack.regions)],
            "n": np.arange(1, 2 * n + 1),
        }
    )
    return _shaped(table, RAW_BUS)


def _branches(pack: Pack, index: dict[str, int], where: str) -> pl.DataFrame:
    """Links between regions, then each region's substations; a link without any limit left is none."""
    throughput = (
        pack.assets.filter(pl.col("asset_class") == "substation", pl.col("controlled"))
        .group_by("region", maintain_order=True)
        .agg(pl.col("available_mw").sum())
        .sort("region")
    )
    links = pack.links.select(
        _numbered("a", index, TRANSMISSION).alias("from"),
        _numbered("b", index, TRANSMISSION).alias("to"),
        rate_mw="limit_mw",
        where=pl.format(f"{where}, {{}}/{{}}", "a", "b"),
    )
    down = throughput.select(
        _numbered("region", index, TRANSMISSION).alias("from"),
        _numbered("region", index, DISTRIBUTION).alias("to"),
        rate_mw="available_mw",
        where=pl.format(f"{where}, {{}}", "region"),
    )
    table = pl.concat([links, down]).filter(pl.col("rate_mw") > 0)
    zero = pl.lit(0.0)
    return _shaped(
        table.with_columns(
            r_pu=zero, x_pu=ANGLE_AT_LIMIT * BASE_MVA / pl.col("rate_mw"), b_pu=zero, tap=zero, shift_deg=zero,
            status=pl.lit(1.0), angmin_deg=pl.lit(-360.0), angmax_deg=pl.lit(360.0),
            n=pl.int_range(1, table.height + 1),
        ),
        RAW_BRANCH,
    )  # fmt: skip


def _storage(pack: Pack, index: dict[str, int], where: str) -> pl.DataFrame:
    """Pumped storage by region; the pack's energy is shared by power."""
    pumped = (
        pack.assets.filter(pl.col("controlled"), pl.col("asset_class") == "pumped", pl.col("available_mw") > 0)
        .group_by("region", maintain_order=True)
        .agg(p_mw=pl.col("available_mw").sum())
        .sort("region")
    )
    if not pumped.height:
        return pl.DataFrame(schema=RAW_STORAGE)
    return _shaped(
        pumped.select(
            name=pl.format("pumped {}", "region"),
            bus=_numbered("region", index, TRANSMISSION),
            p_mw="p_mw",
            energy_mwh=pack.pumped_energy_mwh * pl.col("p_mw") / pl.col("p_mw").sum(),
            efficiency=pl.lit(pack.pumped_efficiency),
            where=pl.format(f"{where}, {{}}", "region"),
            n=pl.int_range(1, pumped.height + 1),
        ),
        RAW_STORAGE,
    )


def _numbered(column: str, index: dict[str, int], first: int) -> pl.Expr:
    """The number of a region's bus; `first` is that of the first region."""
    return pl.col(column).replace_strict(index, return_dtype=pl.Int64) + first


def _shaped(table: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    return table.select(pl.col(name).cast(kind) for name, kind in schema.items())
