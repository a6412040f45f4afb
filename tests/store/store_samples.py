"""Small tables to put into runs, for these tests and for the processes that they start."""

from pathlib import Path

import numpy as np
import polars as pl

from oberih.terms.tables import SCHEMAS


def served_rows(n: int) -> pl.DataFrame:
    """A table `served` of n rows whose figures do not compress well."""
    megawatts = np.random.default_rng(5).random((n, 6)) * 1000
    columns = [name for name in SCHEMAS["served"] if name.endswith("_mw")]
    return pl.DataFrame(
        {"draw": np.arange(n), "hour": np.arange(n) % 72, "region": ["UA-30"] * n}
        | {name: megawatts[:, i] for i, name in enumerate(columns)}
    ).cast(SCHEMAS["served"])


def visible(place: Path) -> list[str]:
    """Names in a folder that do not begin with a dot."""
    return sorted(path.name for path in place.iterdir() if not path.name.startswith("."))
