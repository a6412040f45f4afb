"""Repairs in two parts: a damaged line or unit as two beside each other, of which the first gives a share of capacity.

Two parallel lines with shares c and 1 - c of susceptance and limits carry together what the one line carries; so do two
units. A partial repair or a bypass brings back the first, and the repair itself the rest.
"""

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from oberih.scenario.cases import Case, State

#: what is divided by the share, and what is multiplied with it
PER_SHARE, WITH_SHARE = ("r_pu", "x_pu"), ("b_pu", "rate_mw", "pmin_mw", "pmax_mw", "pg_mw", "qmin_mvar", "qmax_mvar")


def in_parts(case: Case, damaged: State, shares: Mapping[str, float]) -> tuple[Case, State]:
    """The case with each named line and unit (b5, g2) in two, the first part as a row at the end; both are damaged."""
    branch, branches = _table(case.branch, "b", damaged.branches_out, shares)
    gen, gens = _table(case.gen, "g", damaged.gens_out, shares)
    return replace(case, branch=branch, gen=gen), replace(damaged, branches_out=branches, gens_out=gens)


def _table(
    table: pl.DataFrame, letter: str, out: tuple[int, ...], shares: Mapping[str, float]
) -> tuple[pl.DataFrame, tuple[int, ...]]:
    """The table with rows for first parts, and the rows that are damaged: all that were, then the first parts."""
    mine = {row: shares[f"{letter}{row}"] for row in out if f"{letter}{row}" in shares}
    if not mine:
        return table, out
    rest = table.with_columns(
        pl.col("row").replace_strict({row: 1 - share for row, share in mine.items()}, default=1.0).alias("part")
    )
    first = table.filter(pl.col("row").is_in(list(mine))).with_columns(
        pl.col("row").replace_strict(mine, return_dtype=pl.Float64).alias("part")
    )
    # in the order in which the damaged are named, which is that of the jobs
    new = range(table.height + 1, table.height + 1 + len(mine))
    numbers = pl.Series("row", list(new), dtype=table.schema["row"])
    first = pl.concat([first.filter(pl.col("row") == row) for row in mine]).with_columns(numbers)
    both = pl.concat([rest, first])
    scaled = [pl.col(name) / pl.col("part") for name in PER_SHARE if name in table.columns]
    scaled += [pl.col(name) * pl.col("part") for name in WITH_SHARE if name in table.columns]
    return both.with_columns(scaled).drop("part"), (*out, *new)
