"""A catalogue of the test's own."""

import sys
from pathlib import Path

import polars as pl
import pytest

from oberih.store import Catalogue

sys.path.insert(0, str(Path(__file__).parent))  # processes that tests start use the same samples, by the same name


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return Catalogue(tmp_path / "data" / "catalogue.sqlite")


@pytest.fixture
def served() -> pl.DataFrame:
    from store_samples import served_rows

    return served_rows(300)
