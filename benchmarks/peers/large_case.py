"""Writes a case that pandapower ships as a MATPOWER file. Runs in pandapower's own environment.

Run: PYTHON_OF_PANDAPOWER benchmarks/peers/large_case.py OUT.m
"""

import sys
from pathlib import Path

import numpy as np
import pandapower.networks
from pandapower.converter.pypower.to_ppc import to_ppc

NO_RATING_MVA = 99.999


def table(name: str, rows: np.ndarray, columns: int) -> str:
    """One table of a MATPOWER file."""
    text = "\n".join("\t" + "\t".join(f"{value:.12g}" for value in row[:columns]) + ";" for row in rows)
    return f"mpc.{name} = [\n{text}\n];\n"


def main(out: Path) -> None:
    """The case's buses, generators and branches, as pandapower's converter gives them."""
    net = pandapower.networks.case9241pegase()
    solved = to_ppc(net, init="flat", mode="opf", calculate_voltage_angles=True)
    bus, gen, branch = (np.array(np.asarray(solved[name]).real) for name in ("bus", "gen", "branch"))
    bus[:, 0] += 1  # MATPOWER counts from 1
    gen[:, 0] += 1
    branch[:, :2] += 1
    rate = branch[:, 5]
    # 0: no limit. The shipped network holds 99.999 MVA where the original case has no rating (1,780 branches); taken
    # for ratings, they would leave 21 GW without power in the intact grid
    branch[:, 5] = np.where(np.isnan(rate) | (rate >= 1e6) | np.isclose(rate, NO_RATING_MVA), 0.0, rate)
    gen[:, 8:10] = np.clip(gen[:, 8:10], -1e6, 1e6)
    head = f"function mpc = {out.stem}\nmpc.version = '2';\nmpc.baseMVA = {float(solved['baseMVA'])!r};\n"
    gen = np.pad(gen, ((0, 0), (0, 21)))
    tables = (table("bus", bus, 13), table("gen", gen, 21), table("branch", branch, 13))
    out.write_text(head + "".join(tables), encoding="utf-8")
    print(f"wrote {out.name}: {len(bus)} buses, {len(branch)} branches, {len(gen)} generators")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
