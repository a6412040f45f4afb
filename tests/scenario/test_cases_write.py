"""Cases written as MATPOWER text read back to the same tables, by Oberih and by others."""

from pathlib import Path

import polars as pl
import pytest

from oberih.scenario.cases import Case, load_case, matpower_text, read_matpower_text, shipped, write_case
from oberih.scenario.cases.base import COSTS, STORAGE
from oberih.terms.errors import OutputError

SHARED = Path(__file__).parents[3] / "shared" / "data" / "grid"
TABLES = ("bus", "branch", "gen", "storage", "costs")


def same(one: Case, other: Case) -> bool:
    return one.base_mva == other.base_mva and all(getattr(one, t).equals(getattr(other, t)) for t in TABLES)


def around(case: Case) -> Case:
    return read_matpower_text(matpower_text(case), f"{case.name}.m")


@pytest.mark.parametrize("name", shipped())
def test_shipped_cases_come_back_to_the_last_bit(name):
    case = load_case(name)
    assert same(around(case), case)
    assert matpower_text(around(case)).splitlines()[2:] == matpower_text(case).splitlines()[2:]


@pytest.mark.parametrize("name", ["pglib_opf_case500_goc", "pglib_opf_case2383wp_k"])
def test_large_cases_come_back_too(name):
    if not (SHARED / f"{name}.m").exists():
        pytest.skip(f"{name}.m is too large to ship, and no copy lies beside this checkout")
    case = load_case(SHARED / f"{name}.m")
    assert same(around(case), case)


def test_regions_shares_storage_and_odd_costs_come_back():
    given = load_case("pglib_opf_case5_pjm")
    regions = ["UA-05", None, "o'brien; [x] % y", "Київ", "{a}"]
    case = Case(
        name="odd name!", source="a\nb", base_mva=100 / 3,
        bus=given.bus.with_columns(region=pl.Series(regions), critical_share=pl.Series([0.0, 0.1 + 0.2, 1, 0, 0.25])),
        branch=given.branch.with_columns(tap=pl.Series([1.0, 0.978, 1, 1, 1.02, 1]), shift_deg=pl.lit(-1 / 3)),
        gen=given.gen.with_columns(
            pl.when(pl.col("row").is_in([2, 4])).then(None).otherwise(f"cost_c{k}").alias(f"cost_c{k}")
            for k in range(3)
        ),
        storage=pl.DataFrame({"name": ["a", "it's"], "bus": [4, 0], "p_mw": [1 / 3, 2.0], "energy_mwh": [9.0, 1e-7],
                              "efficiency": [0.75, 1.0]}, schema=STORAGE),
        costs=pl.DataFrame({"row": [2, 4], "model": [1, 2], "values": [[0.0, 0, 80, 900], [0.1, 0.2, 20, 7]]},
                           schema=COSTS),
    )  # fmt: skip
    back = around(case)
    assert same(back, case)
    assert back.bus["region"].to_list() == regions


def test_others_read_the_same_tables(tmp_path):
    from matpowercaseframes.reader import find_name, parse_file

    case = load_case("pack:ua")
    text = matpower_text(case)
    assert find_name(text) == "ua_2022_12"
    assert [row[2] for row in parse_file("bus", text)] == case.bus["pd_mw"].to_list()
    assert [row[3] for row in parse_file("branch", text)] == case.branch["x_pu"].to_list()
    assert [row[8] for row in parse_file("gen", text)] == case.gen["pmax_mw"].to_list()
    assert len(parse_file("gencost", text)) == case.gen.height


def test_a_file_is_written_whole_and_not_over_another(tmp_path):
    case = load_case("pglib_opf_case3_lmbd")
    out = tmp_path / "out.m"
    write_case(case, out)
    assert same(load_case(out), case)
    before = out.read_bytes()
    with pytest.raises(OutputError, match="--force"):
        write_case(load_case("case3_mld"), out)
    assert out.read_bytes() == before
    write_case(load_case("case3_mld"), out, force=True)
    assert same(load_case(out), load_case("case3_mld"))
    for wrong, words in ((tmp_path / "out.txt", r"\.m"), (tmp_path / "none" / "out.m", "cannot be written")):
        with pytest.raises(OutputError, match=words):
            write_case(case, wrong)
    (tmp_path / "folder.m").mkdir()
    with pytest.raises(OutputError, match="folder"):
        write_case(case, tmp_path / "folder.m", force=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.m", "out.m"]
