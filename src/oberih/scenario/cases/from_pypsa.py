"""PyPSA networks (netCDF) as grid cases: the first snapshot of the file.

PyPSA gives lines in ohms and siemens and transformers per unit of their own rating; its own method turns both into per
unit, types of lines and of transformers included. Read with pypsa 1.2; needs the extra `oberih[pypsa]`.
"""

import warnings
from pathlib import Path
from typing import Any

import polars as pl

from oberih.scenario.cases.base import PQ, PV, SLACK, Case, CaseError, Note
from oberih.scenario.cases.raw import RAW_BRANCH, RAW_BUS, RAW_GEN, RAW_STORAGE, Raw, settle
from oberih.scenario.cases.read import read_bytes
from oberih.terms.errors import Fault

BASE_MVA = 100.0
#: what carries power by somebody's decision and not by Kirchhoff's laws, or keeps it: a DC case has no row for it
_LEFT_OUT = {"Link": "links", "Store": "stores"}


def read_pypsa(path: Path) -> Case:
    """A case from a netCDF file that PyPSA wrote. Raises CaseError, also where PyPSA is not installed."""
    where = str(path)
    read_bytes(path)  # what is missing, a folder or empty is said before anything is imported
    try:
        import pypsa  # noqa: PLC0415 - an extra, and seconds of imports
    except ImportError:
        raise CaseError(Fault(key="cases.no_extra", where=where, values={"extra": "pypsa"})) from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            network = pypsa.Network(where)
            network.calculate_dependent_values()
    except Exception as error:
        values = {"form": "PyPSA netCDF", "why": _short(error)}
        raise CaseError(Fault(key="cases.not_read", where=where, values=values)) from None
    return case_of_pypsa(network, path.stem, where)


def case_of_pypsa(network: Any, name: str, source: str) -> Case:
    """A case from a PyPSA network whose dependent values are calculated. Raises CaseError with every fault.

    Buses get numbers in the order of the file, from 1; PyPSA's numbers are kept where all its names are numbers. A
    branch with rating 0 is a fault, since it carries nothing in PyPSA and has no limit in a case.
    """
    names = [str(each) for each in network.buses.index]
    whole = all(each.isascii() and each.isdigit() for each in names) and len(set(map(int, names))) == len(names)
    number = {each: int(each) if whole else i for i, each in enumerate(names, 1)}
    snapshot = str(network.snapshots[0]) if len(network.snapshots) else "-"
    left = [
        Note("cases.note_left_out", {"table": table, "n": len(getattr(network, table))})
        for table in _LEFT_OUT.values()
        if len(getattr(network, table))
    ]
    gens = _gens(network, number, source)
    raw = Raw(
        name=name,
        source=source,
        base_mva=BASE_MVA,
        bus=_buses(network, number, gens, source),
        branch=_branches(network, number, source),
        gen=gens,
        storage=_storage(network, number, source),
        notes=(Note("cases.note_snapshot", {"snapshot": snapshot, "n": len(network.snapshots)}), *left),
    )
    return settle(raw, tuple(_unrated(network, source)))


def _first(network: Any, component: str, attribute: str) -> dict[str, float]:
    """Values of an attribute at the first snapshot, whether they vary or not."""
    table = network.get_switchable_as_dense(component, attribute)
    return {str(key): float(value) for key, value in table.iloc[0].items()} if len(table) else {}


def _buses(network: Any, number: dict[str, int], gens: pl.DataFrame, source: str) -> pl.DataFrame:
    """The slack is PyPSA's own where the file names one, else the bus of the largest generator, as a power flow
    needs one and a DC answer does not hang on which."""
    load, reactive = dict.fromkeys(number, 0.0), dict.fromkeys(number, 0.0)
    active, reactive_set = _first(network, "Load", "p_set"), _first(network, "Load", "q_set")
    for row in network.loads.itertuples():
        if _active(row) and str(row.bus) in load:
            load[str(row.bus)] -= row.sign * active[str(row.Index)]
            reactive[str(row.bus)] -= row.sign * reactive_set[str(row.Index)]
    conducted, charged = dict.fromkeys(number, 0.0), dict.fromkeys(number, 0.0)
    for row in network.shunt_impedances.itertuples():
        if _active(row) and str(row.bus) in conducted:
            square = float(network.buses.at[row.bus, "v_nom"]) ** 2
            conducted[str(row.bus)] += row.g * square
            charged[str(row.bus)] += row.b * square
    slack = _slack(network, number, gens)
    feeding = set(gens["bus"].to_list())
    column = next((each for each in ("region", "country") if each in network.buses), None)
    return pl.DataFrame(
        {
            "number": list(map(float, number.values())),
            "type": [float(SLACK if n in slack else PV if n in feeding else PQ) for n in number.values()],
            "pd_mw": list(load.values()),
            "qd_mvar": list(reactive.values()),
            "gs_mw": list(conducted.values()),
            "bs_mvar": list(charged.values()),
            "base_kv": [float(each) for each in network.buses["v_nom"]],
            "region": [str(each) or None for each in network.buses[column]] if column else [None] * len(number),
            "critical_share": [0.0] * len(number),
            "where": [f"{source}, buses {each}" for each in number],
            "n": list(range(1, len(number) + 1)),
        },
        schema=RAW_BUS,
    )


def _slack(network: Any, number: dict[str, int], gens: pl.DataFrame) -> set[int]:
    named = {
        number[str(row.bus)]
        for row in network.generators.itertuples()
        if str(row.control) == "Slack" and str(row.bus) in number
    }
    largest = gens.filter(pl.col("status") > 0).sort("pmax_mw", "n", descending=[True, False])["bus"].head(1)
    return named or {int(each) for each in largest.to_list() if each is not None}


def _branches(network: Any, number: dict[str, int], source: str) -> pl.DataFrame:
    """Lines, then transformers. PyPSA's per-unit values stand on a base of 1 MVA."""
    rows: list[dict[str, Any]] = []
    for table in ("lines", "transformers"):
        for row in getattr(network, table).itertuples():
            rating = row.s_nom_opt if row.s_nom_extendable and row.s_nom_opt > 0 else row.s_nom
            transformer = table == "transformers"
            rows.append(
                {
                    "from": number.get(str(row.bus0), -1), "to": number.get(str(row.bus1), -1),
                    "r_pu": row.r_pu * BASE_MVA, "x_pu": row.x_pu * BASE_MVA, "b_pu": row.b_pu / BASE_MVA,
                    "rate_mw": rating * row.s_max_pu, "tap": row.tap_ratio if transformer else 1.0,
                    "shift_deg": row.phase_shift if transformer else 0.0, "status": float(_active(row)),
                    "angmin_deg": row.v_ang_min, "angmax_deg": row.v_ang_max,
                    "where": f"{source}, {table} {row.Index}", "n": len(rows) + 1,
                }
            )  # fmt: skip
    return pl.DataFrame(rows, schema=RAW_BRANCH, strict=False)


def _unrated(network: Any, source: str) -> list[Fault]:
    return [
        Fault(
            key="cases.no_rating",
            where=f"{source}, {table} {row.Index}",
            values={"table": table, "row": row.Index, "column": "s_nom", "value": 0},
        )
        for table in ("lines", "transformers")
        for row in getattr(network, table).itertuples()
        if _active(row) and row.s_nom == 0 and not (row.s_nom_extendable and row.s_nom_opt > 0)
    ]


def _gens(network: Any, number: dict[str, int], source: str) -> pl.DataFrame:
    least, most = _first(network, "Generator", "p_min_pu"), _first(network, "Generator", "p_max_pu")
    given, linear = _first(network, "Generator", "p_set"), _first(network, "Generator", "marginal_cost")
    square = _first(network, "Generator", "marginal_cost_quadratic")
    solved = network.generators_t.p
    rows: list[dict[str, Any]] = []
    for row in network.generators.itertuples():
        key = str(row.Index)
        size = row.p_nom_opt if row.p_nom_extendable and row.p_nom_opt > 0 else row.p_nom
        output = float(solved.iloc[0][row.Index]) if row.Index in solved and len(solved) else given[key]
        rows.append(
            {
                "bus": number.get(str(row.bus), -1), "pg_mw": 0.0 if output != output else output,  # noqa: PLR0124 - NaN
                "pmin_mw": size * least[key], "pmax_mw": size * most[key], "status": float(_active(row)),
                "model": 2, "values": [square[key], linear[key], 0.0],
                "where": f"{source}, generators {key}", "n": len(rows) + 1,
            }
        )  # fmt: skip
    return pl.DataFrame(rows, schema=RAW_GEN, strict=False)


def _storage(network: Any, number: dict[str, int], source: str) -> pl.DataFrame:
    rows = [
        {
            "name": str(row.Index), "bus": number.get(str(row.bus), -1), "p_mw": row.p_nom,
            "energy_mwh": row.p_nom * row.max_hours, "efficiency": row.efficiency_store * row.efficiency_dispatch,
            "where": f"{source}, storage_units {row.Index}", "n": n,
        }
        for n, row in enumerate(network.storage_units.itertuples(), 1)
        if _active(row)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=RAW_STORAGE, strict=False)


def _active(row: Any) -> bool:
    return bool(getattr(row, "active", True))  # files of older versions do not say


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
