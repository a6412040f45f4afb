"""pandapower networks (JSON) as grid cases, through pandapower's own converter to branches and per unit.

Read with pandapower 3.5; needs the extra `oberih[pandapower]`.
"""

import re
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from oberih.scenario.cases.base import Case, CaseError, Note
from oberih.scenario.cases.raw import (
    RAW_BRANCH,
    RAW_BUS,
    RAW_GEN,
    RAW_REACTIVE,
    RAW_STORAGE,
    RAW_VOLTAGES,
    Raw,
    settle,
)
from oberih.scenario.cases.read import read_text
from oberih.terms.errors import Fault

#: pandapower's reader imports whatever module a file names; these are what its own files name
_MODULES = ("pandapower", "pandas", "numpy", "networkx", "shapely", "geopandas", "geojson", "builtins")
_MODULE = re.compile(r'_module\\*"\s*:\s*\\*"([^"\\]*)')
_IS_PANDAPOWER = re.compile(r'_class\\*"\s*:\s*\\*"pandapowerNet')
#: MW; pandapower writes 1e9 for a generator without limits, and 99,999 kA for a line without a rating
UNLIMITED_MW = 1e6


def read_pandapower(path: Path) -> Case:
    """A case from a JSON file that pandapower wrote. Raises CaseError, also where pandapower is not installed."""
    where = str(path)
    text = read_text(path)
    if not _IS_PANDAPOWER.search(text):
        raise CaseError(Fault(key="cases.not_pandapower", where=where))
    strange = sorted({each for each in _MODULE.findall(text) if each.split(".")[0] not in _MODULES})
    if strange:
        raise CaseError(Fault(key="cases.strange_module", where=where, values={"value": ", ".join(strange[:5])}))
    try:
        import pandapower  # noqa: PLC0415 - an extra, and seconds of imports
        from pandapower.converter.pypower.to_ppc import to_ppc  # noqa: PLC0415
    except ImportError:
        raise CaseError(Fault(key="cases.no_extra", where=where, values={"extra": "pandapower"})) from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            net = pandapower.from_json_string(text)
            return case_of_pandapower(net, to_ppc, path.stem, where)
    except CaseError:
        raise
    except Exception as error:
        values = {"form": "pandapower JSON", "why": " ".join(str(error).split())[:200] or type(error).__name__}
        raise CaseError(Fault(key="cases.not_read", where=where, values=values)) from None


def case_of_pandapower(net: Any, to_ppc: Any, name: str, source: str) -> Case:
    """A case from a pandapower network; `to_ppc` is pandapower's converter.

    Buses are numbered as the converter numbers them, from 0, buses joined by a closed switch being one. The converter's
    mode for optimal flows is used, since only it keeps ratings; the costs that it invents where there are none are not.
    External grids have no output in the file: they share equally what the others leave, within their limits.
    Raises CaseError with every fault, and whatever the converter raises.
    """
    storage = net.storage[net.storage["in_service"]].copy()
    net.storage["in_service"] = False  # else it would be load
    solved = to_ppc(net, init="flat", mode="opf", calculate_voltage_angles=True)
    bus, gen = np.asarray(solved["bus"]).real, np.asarray(solved["gen"]).real
    gen[:, 8:10] = np.round(gen[:, 8:10], 9)  # the converter widens limits by 1e-10 for its solver
    branch = np.asarray(solved["branch"]).real
    _balance(bus, gen, int(net.ext_grid["in_service"].sum()))
    priced = bool(len(net.poly_cost) or len(net.pwl_cost))
    rate = np.where((branch[:, 5] >= UNLIMITED_MW) | np.isnan(branch[:, 5]), 0.0, branch[:, 5])
    notes = [Note("cases.note_converter")]
    if not priced:
        notes.append(Note("cases.note_no_costs"))
    if (np.abs(gen[:, 8:10]) > UNLIMITED_MW).any():
        notes.append(Note("cases.note_unlimited", {"limit": f"{UNLIMITED_MW:.0f}"}))
    raw = Raw(
        name=name,
        source=source,
        base_mva=float(solved["baseMVA"]),
        bus=_frame(
            RAW_BUS | RAW_VOLTAGES, f"{source}, bus", number=bus[:, 0], type=bus[:, 1],
            pd_mw=bus[:, 2] + 0.0, qd_mvar=bus[:, 3] + 0.0,
            gs_mw=bus[:, 4], bs_mvar=bus[:, 5],
            base_kv=bus[:, 9], region=[None] * len(bus), critical_share=np.zeros(len(bus)),
            vmin_pu=bus[:, 12], vmax_pu=bus[:, 11],
        ),
        branch=_frame(
            RAW_BRANCH, f"{source}, branch", **{"from": branch[:, 0]}, to=branch[:, 1], r_pu=branch[:, 2],
            x_pu=branch[:, 3], b_pu=branch[:, 4], rate_mw=rate, tap=branch[:, 8], shift_deg=branch[:, 9],
            status=branch[:, 10], angmin_deg=branch[:, 11], angmax_deg=branch[:, 12],
        ),
        gen=_frame(
            RAW_GEN | RAW_REACTIVE, f"{source}, gen", bus=gen[:, 0], pg_mw=gen[:, 1],
            pmin_mw=np.clip(gen[:, 9], -UNLIMITED_MW, UNLIMITED_MW) + 0.0,
            pmax_mw=np.clip(gen[:, 8], -UNLIMITED_MW, UNLIMITED_MW) + 0.0,
            vg_pu=gen[:, 5], qmin_mvar=gen[:, 4], qmax_mvar=gen[:, 3], status=gen[:, 7],
            **_costs(solved.get("gencost") if priced else None, len(gen)),
        ),
        storage=_storage(net, storage, len(bus), source),
        notes=tuple(notes),
    )  # fmt: skip
    return settle(raw)


def _balance(bus: Any, gen: Any, n_external: int) -> None:
    """Give external grids, which the converter puts first, their output."""
    if n_external:
        left = bus[:, 2].sum() - gen[n_external:, 1].sum()
        gen[:n_external, 1] = np.clip(left / n_external, gen[:n_external, 9], gen[:n_external, 8])


def _costs(gencost: Any, n_gens: int) -> dict[str, list[Any]]:
    if gencost is None:
        return {"model": [2] * n_gens, "values": [[0.0]] * n_gens}
    rows = np.asarray(gencost).real[:n_gens]
    models = [int(row[0]) for row in rows]
    ends = [4 + int(row[3]) * (2 if model == 1 else 1) for row, model in zip(rows, models, strict=True)]
    return {"model": models, "values": [row[4:end].tolist() for row, end in zip(rows, ends, strict=True)]}


def _storage(net: Any, storage: Any, n_buses: int, source: str) -> pl.DataFrame:
    """Storage in service. Its power is its limit, or what it gives or takes where no limit stands; pandapower gives no
    efficiency, so 1 is taken."""
    lookup = net["_pd2ppc_lookups"]["bus"]
    rows: list[dict[str, Any]] = []
    for row in storage.to_dict("records"):
        at = int(lookup[int(row["bus"])])
        if 0 <= at < n_buses:  # else its bus is out of service
            limit, energy = row.get("max_p_mw"), row.get("max_e_mwh")
            power = limit if limit is not None and np.isfinite(limit) else abs(row["p_mw"])
            rows.append(
                {
                    "name": str(row.get("name") or f"storage {len(rows) + 1}"), "bus": float(at), "p_mw": float(power),
                    "energy_mwh": float(energy) if energy is not None and np.isfinite(energy) else 0.0,
                    "efficiency": 1.0, "where": f"{source}, storage", "n": len(rows) + 1,
                }
            )  # fmt: skip
    return pl.DataFrame(rows, schema=RAW_STORAGE)


def _frame(schema: Any, where: str, **columns: Any) -> pl.DataFrame:
    n = len(next(iter(columns.values())))
    places = {"where": [f"{where} {i}" for i in range(1, n + 1)], "n": list(range(1, n + 1))}
    return pl.DataFrame({name: {**columns, **places}[name] for name in schema}, schema=schema, strict=False)
