"""The table of raids: what is kept, what is mended, what is set aside with its reason, and what is no table."""

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oberih.record.raids.table import COLUMNS, raids, read_table
from oberih.terms.errors import InputError

REAL = Path(__file__).parents[3] / "shared" / "data" / "raids" / "missile_attacks_daily.csv"
TODAY = date(2026, 1, 1)
#: an invented row: no night of the real table is like it
ROW = {
    "time_start": "2023-03-01 21:00", "time_end": "2023-03-02 05:00", "model": "Shahed-136/131", "launched": "20.0",
    "destroyed": "12.0", "not_reach_goal": "", "source": "kpszsu/posts/invented",
}  # fmt: skip


def write(place: Path, *rows: dict[str, str], columns: tuple[str, ...] = COLUMNS, encoding: str = "utf-8") -> Path:
    """A table with rows that differ from `ROW` as told."""
    lines = [",".join(columns)]
    lines += [",".join({**ROW, **row}[name] for name in columns) for row in rows]
    path = place / "raids.csv"
    path.write_bytes("\n".join(lines).encode(encoding) + b"\n")
    return path


def test_a_plain_row(tmp_path):
    table = read_table(write(tmp_path, {}), today=TODAY)
    row = table.rows.row(0, named=True)
    assert row["row"] == 2
    assert row["time_start"] == datetime(2023, 3, 1, 21)  # noqa: DTZ001 - as the table gives it
    assert row["start_date"] == date(2023, 3, 1)
    assert (row["has_clock"], row["official"], row["family"], row["kind"]) == (True, True, "shahed", "drone")
    assert (row["launched"], row["destroyed"], row["not_reach_goal"], row["stopped"]) == (20, 12, None, 12)
    assert table.counts == {"read": 1, "kept": 1, "mended": 0, "aside": 0, "official": 1}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"time_start": "2023-02-30"}, "date_start"),
        ({"time_start": "yesterday"}, "date_start"),
        ({"time_start": ""}, "date_start"),
        ({"time_start": "2031-01-01"}, "date_start"),
        ({"time_start": "1923-01-01"}, "date_start"),
        ({"destroyed": "21"}, "destroyed_over"),
        ({"not_reach_goal": "9"}, "sum_over"),
        ({"launched": "-3"}, "negative"),
        ({"destroyed": "-1"}, "negative"),
        ({"launched": "many"}, "number"),
        ({"launched": "12.5"}, "number"),
        ({"launched": "inf"}, "number"),
        ({"launched": ""}, "launched_missing"),
        ({"launched": "0", "destroyed": "0"}, "launched_range"),
        ({"destroyed": ""}, "destroyed_missing"),
        ({"model": ""}, "model_missing"),
        ({"model": "Whatsit"}, "model_unknown"),
        ({"source": "a,b"}, "fields"),
    ],
)
def test_a_row_that_cannot_be_used_is_set_aside_with_its_reason(tmp_path, change, reason):
    table = read_table(write(tmp_path, {}, change), today=TODAY)
    assert table.rows["row"].to_list() == [2]
    assert table.aside.select("row", "reason").rows() == [(3, f"raidtable.{reason}")]
    (fault,) = table.faults()
    assert fault.where.endswith("raids.csv:3")
    assert fault.text("uk") != fault.text("en")


def test_a_repeated_row_counts_once_and_says_which_it_repeats(tmp_path):
    table = read_table(write(tmp_path, {}, {"launched": "30"}, {}), today=TODAY)
    assert table.rows["launched"].to_list() == [20, 30]
    assert table.aside.rows() == [(4, "raidtable.repeated", "2")]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"time_start": "2023-03-01 3:30"}, "date_spelling"),
        ({"time_start": "01.03.2023 03:30"}, "date_spelling"),
        ({"time_end": "2023-02-01"}, "end_dropped"),
        ({"time_end": "never"}, "end_dropped"),
        ({"model": "Shahed-999 special"}, "model_by_name"),
        ({"time_start": "2025-06-01", "time_end": "", "destroyed": "18", "not_reach_goal": "10"}, "told_twice"),
    ],
)
def test_what_is_understood_in_spite_of_its_spelling_is_said(tmp_path, change, reason):
    table = read_table(write(tmp_path, change), today=TODAY)
    assert table.mended["reason"].to_list() == [f"raidtable.{reason}"]
    assert (table.counts["kept"], table.counts["mended"]) == (1, 1)


def test_drones_lost_to_jamming_are_stopped_and_missiles_that_fell_short_are_not(tmp_path):
    lost = {"launched": "20", "destroyed": "12", "not_reach_goal": "5"}
    table = read_table(write(tmp_path, lost, {**lost, "model": "X-59"}), today=TODAY)
    assert table.rows["stopped"].to_list() == [17, 12]


def test_jamming_told_twice_counts_once_where_the_table_had_merged_it(tmp_path):
    row = {"time_start": "2025-06-01", "time_end": "", "destroyed": "18", "not_reach_goal": "10"}
    assert read_table(write(tmp_path, row), today=TODAY).rows["stopped"].to_list() == [18]


def test_several_models_in_one_row(tmp_path):
    names = ["X-101/X-555 and Kalibr", "X-101/X-555 and X-22", "X-22 and X-32", "Shahed-136/131 and Gerbera"]
    table = read_table(write(tmp_path, *({"model": name} for name in names)), today=TODAY)
    assert table.rows.select("family", "kind").rows() == [
        ("cruise_mix", "cruise"), ("mixed", None), ("kh22", "ballistic"), ("shahed", "drone"),
    ]  # fmt: skip
    assert table.rows["models"].to_list()[0] == ["X-101/X-555", "Kalibr"]


def test_every_missing_column_is_named(tmp_path):
    path = write(tmp_path, {}, columns=("time_start", "model", "launched", "destroyed"))
    with pytest.raises(InputError) as error:
        read_table(path)
    assert [fault.values["column"] for fault in error.value.faults] == ["time_end", "not_reach_goal", "source"]


def test_lines_of_two_encodings_are_read_and_said(tmp_path):
    path = write(tmp_path, {})
    text = ",".join({**ROW, "model": "Молнія", "source": "інше"}[name] for name in COLUMNS)
    path.write_bytes(path.read_bytes() + text.encode() + b"\n" + text.replace("20.0", "30").encode("cp1251") + b"\n")
    table = read_table(path, today=TODAY)
    assert table.rows["model"].to_list()[1:] == ["Молнія", "Молнія"]
    assert table.mended.rows() == [(4, "raidtable.encoding", "Windows-1251")]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters(tmp_path, delimiter):
    path = write(tmp_path, {})
    path.write_text(path.read_text().replace(",", delimiter))
    assert read_table(path, today=TODAY).counts["kept"] == 1


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (bytes(range(256)) * 20, "binary"),
        (b"a,b\n1,2\n", "other_table"),
        (",".join(COLUMNS).encode() + b"\n", "only_header"),
        (",".join(COLUMNS).encode() + b'\n"2023-01-01,x\n', "not_csv"),
        (",".join((*COLUMNS, "model")).encode() + b"\n1\n", "column_twice"),
        (",".join(COLUMNS).encode() + b"\n,,,,,,x\n", "no_rows"),
    ],
)
def test_what_is_no_table(tmp_path, data, key):
    path = tmp_path / "x.csv"
    path.write_bytes(data)
    with pytest.raises(InputError) as error:
        read_table(path)
    assert error.value.faults[0].key == f"raidtable.{key}"
    assert error.value.exit_code == 2
    assert error.value.text("uk")


@pytest.mark.parametrize(("name", "key"), [("none.csv", "missing"), (".", "folder")])
def test_no_file(tmp_path, name, key):
    with pytest.raises(InputError) as error:
        read_table(tmp_path / name)
    assert error.value.faults[0].key == f"raidtable.{key}"


def test_a_raid_is_what_the_air_force_says_of_one_start_date(tmp_path):
    table = read_table(
        write(tmp_path, {}, {"launched": "10", "destroyed": "4"}, {"source": "PvKPivden/x"}, {"model": "Orlan-10"},
              {"model": "Kalibr"}, {"time_start": "2023-03-02 01:00"}), today=TODAY,
    )  # fmt: skip
    columns = ("start_date", "kind", "family", "launched", "stopped", "rows")
    assert raids(table).select(columns).rows() == [
        (date(2023, 3, 1), "cruise", "kalibr", 20, 12, 1),
        (date(2023, 3, 1), "drone", "shahed", 30, 16, 2),
        (date(2023, 3, 2), "drone", "shahed", 20, 12, 1),
    ]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.fixed_dictionaries({name: st.text(max_size=12) for name in COLUMNS}), min_size=1, max_size=4))
def test_no_cell_breaks_the_reader_and_every_row_is_accounted_for(tmp_path, rows):
    path = tmp_path / "any.csv"
    body = [[row[name].replace('"', "").replace("\n", " ").replace("\r", " ") for name in COLUMNS] for row in rows]
    lines = [",".join(f'"{cell}"' for cell in cells) for cells in [list(COLUMNS), list(ROW.values()), *body]]
    path.write_text("\n".join(lines), encoding="utf-8", errors="replace")
    try:
        table = read_table(path, today=TODAY)
    except InputError as error:
        refused = error.faults[0].key
    else:
        refused = ""
    if refused:
        assert refused == "raidtable.binary"  # too many control signs
        return
    assert table.counts["read"] == table.rows.height + table.aside.height
    assert (table.rows["stopped"] <= table.rows["launched"]).all()


def test_four_thousand_rows_are_all_read(tmp_path):
    path = write(tmp_path, *({"launched": str(20 + n)} for n in range(4000)))
    assert read_table(path, today=TODAY).counts["kept"] == 4000


@pytest.mark.skipif(not REAL.exists(), reason="the table of raids is not part of the project and is not here")
def test_the_real_table():
    table = read_table(REAL)
    assert table.counts["kept"] >= 0.99 * table.counts["read"]
    assert not table.mended["reason"].is_in(["raidtable.model_by_name"]).any()  # every model of it is listed
    assert raids(table)["start_date"].is_sorted()
