"""The table of raids on energy: read as it stands, or refused with every fault at once."""

import csv
from datetime import date
from pathlib import Path

import pytest

from oberih.record.energy.observed import OBSERVED
from oberih.record.energy.table import COLUMNS, read_energy, shipped
from oberih.record.energy.weapons import Count, kind_of, leakers
from oberih.terms.errors import InputError

SHARED = Path(__file__).parents[3].parent / "shared" / "data" / "facts" / "raids_energy.csv"
ROW = {
    "date": "2022-12-05", "missiles_launched": "70", "missiles_stopped": "60", "weapons_qualifier": "more than",
    "energy_hit_regions": "UA-32|UA-05|UA-51|UA-43", "energy_hit_scope": "three regions per operator",
    "emergency_outage_scope_day": "all", "deficit_share_next_day_pct": "19", "schedules_in_force_before": "yes",
    "temperature_c": "-17 in the east (7 Dec)",
}  # fmt: skip


def table(path: Path, *rows: dict[str, str], leave_out: str = "", more: str = "") -> Path:
    names = [name for name in (*COLUMNS, "remark") if name != leave_out] + ([more] if more else [])
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, names, restval="", extrasaction="ignore")
        out.writeheader()
        out.writerows(rows)
    return path


def faults(path: Path) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        read_energy(path, today=date(2026, 11, 1))
    assert all(fault.text("en") and fault.text("uk") for fault in caught.value.faults)
    return [(fault.where.removeprefix(str(path)), fault.key.removeprefix("energy.")) for fault in caught.value.faults]


def test_a_row_is_read(tmp_path):
    (raid,) = read_energy(table(tmp_path / "a.csv", ROW))
    assert raid.day == date(2022, 12, 5)
    assert raid.leakers.missiles == Count(10, 21)  # 70 to 81 launched, 60 stopped
    assert raid.leakers.drones is None
    assert raid.hit == ("UA-32", "UA-05", "UA-51")
    assert (raid.schedules_before, raid.temperature_c, raid.deficit_pct) == (1.0, -17.0, 19.0)
    assert set(raid.observed.values()) == {1}


def test_empty_cells_are_not_zero(tmp_path):
    (raid,) = read_energy(table(tmp_path / "a.csv", {"date": "2025-10-16"}))
    assert (raid.leakers.missiles, raid.leakers.drones, raid.hit) == (None, None, ())
    assert (raid.schedules_before, raid.temperature_c, raid.deficit_pct) == (None, None, None)
    assert set(raid.observed.values()) == {None}


def test_raids_stand_in_order_of_their_days(tmp_path):
    read = read_energy(table(tmp_path / "a.csv", ROW, {**ROW, "date": "2022-10-10"}))
    assert [raid.day.month for raid in read] == [10, 12]


def test_all_faults_at_once(tmp_path):
    path = table(
        tmp_path / "a.csv", ROW,
        {**ROW, "date": "5 December", "uav_launched": "-3", "energy_hit_regions": "UA-32|UA-99"},
        {**ROW, "missiles_stopped": "71", "uav_lost_other": "x1", "deficit_share_next_day_pct": "119"},
        {**ROW, "date": "2031-01-01", "emergency_outage_regions_day": "Kyiv"}, ROW,
    )  # fmt: skip
    assert faults(path) == [
        (":3", "date"), (":3", "negative"), (":3", "region"), (":4", "number"), (":4", "stopped_over"), (":4",
        "percent"),
        (":5", "date"), (":5", "region"), (":6", "repeated"),
    ]  # fmt: skip


@pytest.mark.parametrize("column", COLUMNS)
def test_a_missing_column_is_named(tmp_path, column):
    assert faults(table(tmp_path / "a.csv", ROW, leave_out=column)) == [("", "column_missing")]


def test_what_is_no_table_is_refused(tmp_path):
    assert faults(tmp_path) == [("", "folder")]
    assert faults(tmp_path / "none.csv") == [("", "missing")]
    for name, data, key in (
        ("empty", b" \n", "empty"), ("binary", b"date\x00\x01", "not_text"), ("latin", "é".encode("latin-1"),
        "not_text"),
        ("other", b"a,b\n1,2\n", "other_table"), ("head", (",".join(COLUMNS) + "\n").encode(), "no_rows"),
    ):  # fmt: skip
        (tmp_path / name).write_bytes(data)
        assert faults(tmp_path / name) == [("", key)]
    (tmp_path / "cut").write_bytes((",".join(COLUMNS) + '\n2022-12-05,"a\n').encode())
    assert faults(tmp_path / "cut")[0][1] == "not_csv"
    (tmp_path / "short").write_bytes((",".join(COLUMNS) + "\n2022-12-05,1\n").encode())
    assert faults(tmp_path / "short") == [(":2", "cells")]
    assert faults(table(tmp_path / "twice", ROW, more="date"))[0][1] == "column_twice"


def test_numbers_as_people_write_them(tmp_path):
    row = {
        **ROW,
        "missiles_launched": "about 70",
        "missiles_stopped": "60+",
        "uav_launched": "1 200",
        "uav_stopped": "n/a",
    }
    (raid,) = read_energy(table(tmp_path / "a.csv", row))
    assert raid.leakers.missiles == Count(10, 21)
    assert raid.leakers.drones is None


def test_leakers_by_kind_are_never_more_than_all():
    found = leakers({"kalibr": 10, "kh22": 6}, {"kalibr": 2, "kh22": 0}, (16, 6), (20, 15, 3), "")
    assert found.missiles == Count(10, 10)
    assert dict(found.by_kind) == {"cruise": 8, "ballistic": 2}
    assert found.drones == Count(2, 2)
    assert leakers({}, {}, (5, 5), (10, 8, 9), "").drones == Count(0, 0)


def test_kinds_of_both_tables_are_known():
    names = ("kh101_555", "shahed", "Kinzhal", "Iskander-M", "X-59", "nothing")
    assert [kind_of(name) for name in names] == ["cruise", "drone", "aeroballistic", "ballistic", "guided", None]


def test_the_shipped_record_is_whole():
    raids = shipped()
    assert len(raids) == 27
    assert (raids[0].day, raids[-1].day) == (date(2022, 10, 10), date(2024, 6, 22))
    for raid in raids:
        assert raid.cells["sources_weapons"] or raid.cells["sources_regions"] or raid.cells["sources_system"]
        assert set(raid.observed) == set(OBSERVED)


@pytest.mark.skipif(not SHARED.exists(), reason="the table that the record was copied from is not here")
def test_the_shipped_record_reads_as_its_origin():
    origin = read_energy(SHARED)
    same = ("day", "leakers", "hit", "schedules_before", "temperature_c", "observed", "deficit_pct")
    assert [[getattr(raid, name) for name in same] for raid in shipped()] == [
        [getattr(raid, name) for name in same] for raid in origin
    ]
