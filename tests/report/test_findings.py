"""Findings: the figures of the run's tables beside those of the report, and nothing regional where it is withheld."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from oberih.report.base import Findings
from oberih.report.console import console_summary
from oberih.report.findings import findings
from oberih.terms.errors import RunError

MakeRun = Callable[..., Path]


def _row(found: Findings, key: str) -> tuple[object, object]:
    row = next(each for each in found.comparisons if each.key == key)
    return row.interval and row.interval.p50, row.figure and (row.figure.low, row.figure.high)


def test_reported_stands_beside_modelled(make_run: MakeRun) -> None:
    found = findings(make_run())
    assert _row(found, "launched") == (76.0, (71, None))
    assert _row(found, "stopped") == (58.0, (36, None))
    assert _row(found, "units_tripped") == (5.0, (1, None))
    assert _row(found, "next_day_deficit_share") == (0.21, None)
    assert set(found.worst.codes) == {"UA-32", "UA-05", "UA-51"}
    assert [each.scope for each in found.toll] == ["day"]
    assert [each.scope for each in found.elsewhere] == ["cumulative"]


def test_nothing_regional_is_found_of_a_young_raid(make_run: MakeRun) -> None:
    found = findings(make_run(young=True))
    assert found.regions == ()
    assert found.region_hours.height == 0
    assert found.worst.codes == ()
    assert found.national_hours.height > 0
    assert findings(make_run(young=True, form="internal")).regions != ()


def test_a_run_that_says_nothing_of_its_age_is_taken_as_young(make_run: MakeRun) -> None:
    folder = make_run()
    told = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    del told["young"], told["form"]
    (folder / "run.json").write_text(json.dumps(told), encoding="utf-8")
    assert findings(folder).run.withheld


def test_the_raids_part_is_summed_over_regions_where_no_national_row_has_it(make_run: MakeRun) -> None:
    rows = findings(make_run()).national_hours
    raid = rows.filter((rows["quantity"] == "raid_cut_mw") & (rows["hour"] == 0))["mean"].item()
    assert raid == pytest.approx(500 * (3 * 0.32 + sum(0.01 * i for i in range(25)) - _hit_weights()), rel=1e-9)


def _hit_weights() -> float:
    from oberih.terms.regions import REGIONS

    modelled = [iso for iso in REGIONS if iso not in ("UA-43", "UA-40")]
    return sum(0.01 * i for i, iso in enumerate(modelled) if iso in ("UA-32", "UA-05", "UA-51"))


@pytest.mark.parametrize("lang", ["uk", "en"])
def test_the_terminal_gets_short_lines(make_run: MakeRun, lang: str) -> None:
    lines = console_summary(make_run(), lang)  # type: ignore[arg-type]
    assert 8 <= len(lines) <= 12
    assert all("\n" not in line for line in lines)
    assert any("70" in line and "76" in line for line in lines)


def test_a_terminal_is_told_no_region_of_a_young_raid(make_run: MakeRun) -> None:
    lines = " ".join(console_summary(make_run(young=True), "en"))
    assert "seven days" in lines
    assert "Odesa" not in lines


@pytest.mark.parametrize("name", ["run.json", "tables/quantities.parquet"])
def test_a_folder_without_a_part_is_named(make_run: MakeRun, name: str) -> None:
    folder = make_run()
    (folder / name).unlink()
    with pytest.raises(RunError, match=Path(name).name):
        findings(folder)


@pytest.mark.parametrize(
    ("name", "content"), [("run.json", b"{"), ("run.json", b"[]"), ("tables/quantities.parquet", b"no")]
)
def test_a_broken_part_is_a_fault_with_a_remedy(make_run: MakeRun, name: str, content: bytes) -> None:
    folder = make_run()
    (folder / name).write_bytes(content)
    with pytest.raises(RunError, match="Make the run again"):
        findings(folder)


def test_what_the_run_left_open_stands_among_the_gaps(make_run: MakeRun) -> None:
    gaps = findings(make_run(open=["finding.gap_bias", "no.such_key", "finding.chance"])).gaps
    assert [each.key for each in gaps].count("finding.gap_bias") == 2
    assert not {"no.such_key", "finding.chance"} & {each.key for each in gaps}
