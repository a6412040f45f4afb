"""The record of raids: what is read in, linked, compared and written out, over small tables made here."""

import csv
import io
import json
import re
import time
from datetime import date
from itertools import pairwise
from math import log1p, sqrt
from pathlib import Path

import polars as pl
import pytest

from oberih.jobs import record
from oberih.jobs.record.cover import cover
from oberih.jobs.record.distance import Profile, nearest, spreads
from oberih.record.raids.families import KIND_OF_FAMILY
from oberih.store import Catalogue, RaidBook
from oberih.terms.errors import InputError, NoRaidError, OutputError, RunError
from oberih.terms.kinds import REPORT_KINDS

HEADER = ["time_start", "time_end", "model", "launched", "destroyed", "not_reach_goal", "source"]
PUBLIC_TABLE = Path(__file__).parents[3] / "shared" / "data" / "raids" / "missile_attacks_daily.csv"

#: a raid of missiles by day, one of drones by night, one of both, a scout, and a regional command's repetition
ROWS = (
    ("2022-12-05 13:00", "2022-12-05 15:00", "X-101/X-555", 38, 38, "", "kpszsu/a"),
    ("2022-12-05 13:00", "2022-12-05 15:00", "Kalibr", 22, 20, "", "kpszsu/a"),
    ("2022-12-05 13:00", "2022-12-05 15:00", "X-22", 10, 0, "", "kpszsu/a"),
    ("2022-12-05 13:30", "2022-12-05 15:00", "Kalibr", 4, 4, "", "PvKPivden/a"),
    ("2023-03-01 21:00", "2023-03-02 05:00", "Shahed-136/131", 20, 14, 3, "kpszsu/b"),
    ("2023-05-08 23:00", "2023-05-09 06:00", "X-101/X-555 and Kalibr", 40, 30, "", "kpszsu/c"),
    ("2023-05-08 23:00", "2023-05-09 06:00", "X-101/X-555 and X-22", 10, 5, "", "kpszsu/c"),
    ("2023-05-08 23:00", "2023-05-09 06:00", "Shahed-136/131", 30, 25, "", "kpszsu/c"),
    ("2023-06-01", "2023-06-01", "Orlan-10", 1, 1, "", "kpszsu/d"),
)


def table(path: Path, *rows: tuple) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return path


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OBERIH_CATALOGUE", str(tmp_path / "catalogue.sqlite"))
    return tmp_path


@pytest.fixture
def imported(here: Path) -> Path:
    record.import_table(table(here / "t.csv", *ROWS))
    return here


def report(here: Path, text: str, published: str, name: str = "r.txt") -> record.Added:
    (here / name).write_text(text, encoding="utf-8")
    return record.add_reports([here / name], published=date.fromisoformat(published))[0]


def test_a_table_is_read_in_once_and_brought_up_to_date(here):
    first = record.import_table(table(here / "t.csv", *ROWS))
    assert (first.changes.added, first.table.counts["kept"]) == (9, 9)
    assert not record.import_table(table(here / "again.csv", *ROWS[::-1])).changes.any
    changed = (*ROWS[:4], (*ROWS[4][:3], 20, 15, 3, "kpszsu/b"), *ROWS[6:])  # one figure corrected, one row withdrawn
    newer = record.import_table(table(here / "t2.csv", *changed)).changes
    assert (newer.added, newer.updated, newer.unchanged, newer.absent) == (0, 1, 7, 1)
    assert record.sources().select("source", "name", "rows").rows() == [("daily", "t2.csv", 9)]
    assert record.import_table(here / "t2.csv", replace=True).changes.removed == 1
    night = record.raids(first=date(2023, 3, 1), last=date(2023, 3, 1)).row(0, named=True)
    assert (night["drones_min"], night["drones_stopped_min"], night["drones_stopped_max"]) == (20, 15, 18)


def test_rows_set_aside_are_counted_by_reason_and_written_for_a_person(here):
    wrong = (
        ("2022-12-05", "", "Kalibr", 3, 5, "", "kpszsu/x"), ("2022-12-05", "", "Kalibr", "", 5, "", "kpszsu/y"),
        ("yesterday", "", "Kalibr", 3, 3, "", "kpszsu/z"), ("2022-12-06", "", "Kalibr", "", 1, "", "kpszsu/w"),
    )  # fmt: skip
    done = record.import_table(table(here / "t.csv", *ROWS, *wrong), aside=here / "aside.csv", lang="uk")
    assert (done.table.counts["kept"], done.table.counts["aside"], done.changes.added) == (9, 4, 9)
    aside = done.reasons.filter(state="aside")
    assert aside["rows"].to_list() == [2, 1, 1]  # the most frequent first
    assert aside["reason"][0] == "raidtable.launched_missing"
    written = pl.read_csv(here / "aside.csv")
    assert written["row"].to_list() == [11, 12, 13, 14]
    assert all(re.search("[а-яі]{4}", why) for why in written["why"])  # in the language asked for
    assert json.dumps(done.to_json())


def test_the_table_itself_is_never_overwritten_by_what_was_set_aside(here):
    source = table(here / "t.csv", *ROWS)
    before = source.read_bytes()
    with pytest.raises(OutputError) as refused:
        record.import_table(source, aside=source)
    assert refused.value.faults[0].key == "recordbook.exists"
    assert source.read_bytes() == before
    assert record.sources().is_empty()  # refused before anything was read in


@pytest.mark.parametrize("name", ["", "report-1", "Daily", "two words", "../x", "a" * 41])
def test_a_table_needs_a_name_that_can_be_typed(here, name):
    with pytest.raises(InputError) as refused:
        record.import_table(table(here / "t.csv", *ROWS), source=name)
    assert refused.value.faults[0].key == "recordbook.bad_source"


def test_raids_are_listed_newest_first_with_what_flew_and_what_was_stopped(imported):
    rows = {row["raid_date"]: row for row in record.raids().iter_rows(named=True)}
    assert list(rows) == [date(2023, 5, 8), date(2023, 3, 1), date(2022, 12, 5)]  # a lone scout is no raid
    winter = rows[date(2022, 12, 5)]
    assert (winter["missiles_min"], winter["missiles_max"]) == (70, 70)  # the regional command's four are in it already
    assert (winter["missiles_stopped_min"], winter["drones_min"]) == (58, None)
    may = rows[date(2023, 5, 8)]
    assert (may["missiles_min"], may["missiles_max"], may["drones_min"]) == (50, 50, 30)
    jammed = rows[date(2023, 3, 1)]
    assert (jammed["drones_stopped_min"], jammed["drones_stopped_max"]) == (14, 17)


def test_raids_are_found_by_period_and_kind(imported):
    days = lambda **wanted: record.raids(**wanted)["raid_date"].to_list()  # noqa: E731 - a name for four lines
    assert days(kind="drone") == [date(2023, 5, 8), date(2023, 3, 1)]
    assert days(kind="ballistic") == [date(2022, 12, 5)]
    assert days(kind="missile", limit=1) == [date(2023, 5, 8)]
    assert days(first=date(2023, 1, 1), last=date(2023, 3, 1)) == [date(2023, 3, 1)]
    with pytest.raises(InputError) as refused:
        record.raids(kind="stone", limit=0, first=date(2023, 1, 1), last=date(2022, 1, 1))
    assert [fault.key for fault in refused.value.faults] == [
        "recordbook.bad_kind", "job.out_of_range", "recordbook.bad_period"
    ]  # fmt: skip


def test_a_report_stands_beside_the_table_and_what_cannot_both_be_right_is_shown(imported):
    text = ("5 грудня 2022 року Росія вдень випустила по Україні 75 ракет, з них збито 58 ракет, повідомили у "
            "Повітряних силах. Влучання в енергооб'єкти зафіксовано в Одеській області.")  # fmt: skip
    added = report(imported, text, "2022-12-06")
    assert (added.raid_date, added.changes.added > 2) == (date(2022, 12, 5), True)
    found = {(row["what"], row["a_min"], row["b_min"]) for row in added.conflicts.iter_rows(named=True)}
    assert found == {("launched", 75, 70)}  # 58 stopped: both say so
    sheet = record.raid(date(2022, 12, 5))
    assert [source.id for source in sheet.sources] == ["daily", added.source]
    lines = {(line["what"], line["kind"]): line["cells"] for line in sheet.side_by_side}
    launched = lines["launched", "missile"]
    assert (launched["daily"][0]["n_min"], launched[added.source][0]["n"]) == (70, 75)
    assert [each["region"] for each in lines["hit", None][added.source]] == ["UA-51"]
    assert record.raids(limit=3)["conflicts"].to_list() == [0, 0, 1]
    assert record.raids()["regions_hit"].to_list() == [None, None, 1]
    assert json.loads(json.dumps(sheet.to_json(), default=str))["conflicts"][0]["a_min"] == 75


def test_what_agrees_in_some_reading_is_no_conflict(imported):
    report(imported, "5 грудня 2022 року Росія випустила понад 70 ракет, більшість із них збили.", "2022-12-06")
    assert record.raid(date(2022, 12, 5)).conflicts.is_empty()


def test_most_of_them_is_refuted_where_the_table_counts_less_than_half(here):
    record.import_table(table(here / "t.csv", ("2022-12-05 13:00", "", "X-22", 10, 3, "", "kpszsu/a")))
    added = report(here, "5 грудня 2022 року Росія випустила 10 ракет, більшість із них збили.", "2022-12-06")
    assert [(row["what"], row["op_a"]) for row in added.conflicts.iter_rows(named=True)] == [("stopped", "most")]


def test_two_reports_that_differ_are_both_kept(here):
    one = report(here, "5 грудня 2022 року Росія випустила 60 ракет.", "2022-12-06", "one.txt")
    other = report(here, "5 грудня 2022 року Росія випустила 75 ракет.", "2022-12-06", "other.txt")
    found = record.raid(date(2022, 12, 5)).conflicts.row(0, named=True)
    assert {found["source_a"], found["source_b"]} == {one.source, other.source}
    assert {found["a_min"], found["b_min"]} == {60, 75}


def test_a_narrower_word_counts_in_the_wider_one(here):
    report(here, "5 грудня 2022 року Росія випустила 30 ракет.", "2022-12-06", "one.txt")
    report(here, "5 грудня 2022 року Росія випустила 40 крилатих ракет.", "2022-12-06", "other.txt")
    assert record.raid(date(2022, 12, 5)).conflicts.height == 1
    report(here, "6 грудня 2022 року Росія випустила 50 ракет.", "2022-12-07", "three.txt")
    report(here, "6 грудня 2022 року Росія випустила 40 крилатих ракет.", "2022-12-07", "four.txt")
    assert record.raid(date(2022, 12, 6)).conflicts.is_empty()


def test_a_night_is_counted_to_the_day_on_which_it_began(imported):
    text = "У ніч на 2 березня 2023 року ворог атакував 20 дронами. Збито 14 дронів."
    added = report(imported, text, "2023-03-02")
    assert (added.told_date, added.raid_date) == (date(2023, 3, 2), date(2023, 3, 1))
    assert added.conflicts.is_empty()
    assert record.sources()["raid_date"].to_list() == [None, date(2023, 3, 1)]


def test_a_report_waits_for_the_table_and_finds_its_raid_when_it_comes(here):
    text = "У ніч на 2 березня 2023 року ворог атакував 20 дронами. Збито 14 дронів."
    assert report(here, text, "2023-03-02").raid_date == date(2023, 3, 2)
    record.import_table(table(here / "t.csv", *ROWS))
    assert record.raid(date(2023, 3, 1)).said["source"].n_unique() == 2
    with pytest.raises(InputError):
        record.raid(date(2023, 3, 2))


def test_of_two_raids_of_one_day_a_report_is_held_against_its_own(here):
    rows = (("2023-11-21 00:30", "2023-11-21 08:00", "Shahed-136/131", 10, 9, "", "kpszsu/a"),
            ("2023-11-21 20:00", "2023-11-22 03:00", "Shahed-136/131", 14, 14, "", "kpszsu/b"))  # fmt: skip
    record.import_table(table(here / "t.csv", *rows))
    added = report(here, "У ніч на 22 листопада 2023 року ворог атакував 14 дронами, збито всі 14.", "2023-11-22")
    assert added.raid_date == date(2023, 11, 21)
    assert added.conflicts.is_empty()
    wrong = report(here, "У ніч на 22 листопада 2023 року ворог атакував 19 дронами.", "2023-11-22", "w.txt")
    table_side = wrong.conflicts.filter(source_b="daily").row(0, named=True)
    assert (table_side["a_min"], table_side["b_min"], table_side["b_max"]) == (19, 14, 14)


def test_the_toll_is_quoted_with_its_speaker_and_never_summed(imported):
    text = ("5 грудня 2022 року Росія випустила понад 70 ракет. Президент Володимир Зеленський сказав, що за добу "
            "загинули чотири людини.")  # fmt: skip
    report(imported, text, "2022-12-06")
    killed = record.raid(date(2022, 12, 5)).said.filter(what="killed").row(0, named=True)
    assert (killed["n"], killed["speaker"], killed["scope"]) == (4, "Зеленський", "day")
    assert killed["quote"] == "чотири людини"
    assert not {"killed", "wounded"} & set(record.raids().columns)


def test_the_same_report_again_adds_nothing_and_another_of_its_name_is_told(here):
    first = report(here, "5 грудня 2022 року Росія випустила 60 ракет.", "2022-12-06")
    again = report(here, "5 грудня 2022 року Росія випустила 60 ракет.", "2022-12-06")
    assert (again.source, again.changes.added, again.changes.unchanged) == (first.source, 0, first.changes.added)
    other = report(here, "5 грудня 2022 року Росія випустила 61 ракету.", "2022-12-06")
    assert other.namesakes == (first.source,)


def test_reports_go_in_all_or_none_and_every_fault_is_told(here):
    good, quiet, undated = here / "good.txt", here / "quiet.txt", here / "undated.txt"
    good.write_text("5 грудня 2022 року Росія випустила 60 ракет.", encoding="utf-8")
    quiet.write_text("Сьогодні в місті відкрили нову бібліотеку для дітей.", encoding="utf-8")
    undated.write_text("Росія випустила по Україні 60 ракет.", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        record.add_reports([good, quiet, undated, here / "none.txt"])
    assert {fault.key for fault in refused.value.faults} == {
        "recordbook.no_raid", "recordbook.undated", "record.missing"
    }  # fmt: skip
    assert record.sources().is_empty()
    with pytest.raises(NoRaidError):
        record.add_reports([quiet])


def test_a_raid_that_the_record_does_not_have_is_told_with_the_nearest(imported):
    with pytest.raises(InputError, match="2023-03-01") as refused:
        record.raid(date(2023, 3, 9))
    assert refused.value.faults[0].key == "recordbook.unknown_raid"
    record.delete("daily")
    with pytest.raises(InputError) as refused:
        record.raid(date(2023, 3, 1))
    assert refused.value.faults[0].key == "recordbook.nothing_yet"


def test_similar_raids_by_the_stated_distance(imported):
    """By hand: launched 70, 20, 80; shares stopped 58/70, 17/20, 60/80; mixes below."""
    found = record.similar(date(2022, 12, 5), n=9)
    assert (found.missing, found.n_raids) == (("regions",), 2)
    sizes = [log1p(n) for n in (70, 20, 80)]
    stopped = [58 / 70, 17 / 20, 60 / 80]

    def deviation(values: list[float]) -> float:
        mean = sum(values) / 3
        return sqrt(sum((value - mean) ** 2 for value in values) / 3)

    mixes = [{"cruise": 60 / 70, "ballistic": 10 / 70}, {"drone": 1.0},
             {"cruise": 0.5, "missile": 0.125, "drone": 0.375}]  # fmt: skip
    kinds = {kind for mix in mixes for kind in mix}

    def apart(one: dict, other: dict) -> float:
        return sum(abs(one.get(kind, 0) - other.get(kind, 0)) for kind in kinds) / 2

    middle = {kind: sum(mix.get(kind, 0) for mix in mixes) / 3 for kind in kinds}
    spread = sqrt(sum(apart(mix, middle) ** 2 for mix in mixes) / 3)
    expected = {}
    for i, day in ((1, date(2023, 3, 1)), (2, date(2023, 5, 8))):
        parts = (abs(sizes[0] - sizes[i]) / deviation(sizes), apart(mixes[0], mixes[i]) / spread,
                 abs(stopped[0] - stopped[i]) / deviation(stopped))  # fmt: skip
        expected[day] = sqrt(sum(part**2 for part in parts) / 3)
    assert dict(found.rows.select("raid_date", "distance").iter_rows()) == pytest.approx(expected)
    assert found.rows["distance"].is_sorted()
    assert found.rows["missing"].to_list() == [["regions"], ["regions"]]


def test_what_is_not_known_of_a_raid_is_left_out_of_its_distance_and_named(imported):
    report(imported, "10 жовтня 2022 року Росія випустила понад 80 ракет.", "2022-10-10")
    found = record.similar(date(2022, 10, 10))
    assert found.missing == ("mix", "stopped", "regions")
    assert found.rows["raid_date"][0] == date(2023, 5, 8)  # 80 weapons: the nearest in size, which is all that is known
    assert found.rows["mix"].null_count() == found.rows.height
    back = record.similar(date(2023, 5, 8)).rows.filter(raid_date=date(2022, 10, 10)).row(0, named=True)
    assert back["launched_is_bound"]
    only_hits = "11 жовтня 2022 року внаслідок ракетного удару влучання зафіксовано у Львівській області."
    report(imported, only_hits, "2022-10-11", "hits.txt")
    with pytest.raises(InputError) as refused:
        record.similar(date(2022, 10, 11))
    assert refused.value.faults[0].key == "recordbook.no_size"


def test_a_part_in_which_all_raids_are_equal_tells_none_from_another():
    same = [Profile(date(2023, 1, day), 50, False, {"drone": 1.0}, 0.5, None) for day in (1, 2, 3)]
    rows = nearest(same[0], same, spreads(same), 5)
    assert rows["distance"].to_list() == [0.0, 0.0]
    assert rows["raid_date"].to_list() == [date(2023, 1, 2), date(2023, 1, 3)]


def test_distance_is_the_same_both_ways(imported):
    one = record.similar(date(2022, 12, 5)).rows.filter(raid_date=date(2023, 5, 8))["distance"]
    other = record.similar(date(2023, 5, 8)).rows.filter(raid_date=date(2022, 12, 5))["distance"]
    assert one.to_list() == pytest.approx(other.to_list())


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".json"])
def test_the_export_holds_every_statement_with_its_source_and_licence(imported, suffix):
    report(imported, "5 грудня 2022 року Росія випустила 75 ракет. Влучання в Одеській області.", "2022-12-06")
    path = imported / f"out{suffix}"
    n, left_out = record.export(path)
    rows = {".csv": pl.read_csv, ".parquet": pl.read_parquet, ".json": pl.read_json}[suffix](path)
    assert (rows.height, left_out) == (n, 0)
    assert set(rows["source"]) == set(record.sources()["source"])
    assert set(rows.filter(source="daily")["licence"]) == {record.DAILY_LICENCE}
    flagged = rows.filter(pl.col("in_conflict").cast(pl.String).str.to_lowercase() == "true")
    assert set(flagged["what"]) == {"launched"}
    assert flagged["source"].n_unique() == 2
    assert not any("rank" in name or "harm" in name for name in rows.columns)
    with pytest.raises(OutputError):
        record.export(path)
    assert record.export(path, force=True) == (n, 0)
    assert [each.name for each in imported.iterdir() if "oberih-part" in each.name] == []


def test_regions_of_a_young_raid_leave_only_for_internal_use(imported):
    text = "5 грудня 2022 року Росія випустила 75 ракет. Влучання зафіксовано в Одеській області."
    report(imported, text, "2022-12-06")
    regions = lambda **options: record.exported(**options)[0]["region"].drop_nulls().to_list()  # noqa: E731
    assert regions(today=date(2022, 12, 11)) == []
    assert record.exported(today=date(2022, 12, 11))[1] == 1
    assert regions(today=date(2022, 12, 11), internal=True) == ["UA-51"]
    assert regions(today=date(2022, 12, 12)) == ["UA-51"]


def test_a_file_that_cannot_be_written_is_told_and_leaves_nothing(imported):
    for path, key in ((imported / "x.xlsx", "bad_format"), (imported / "none" / "x.csv", "not_written")):
        with pytest.raises(OutputError) as refused:
            record.export(path)
        assert refused.value.faults[0].key == f"recordbook.{key}"
        assert not path.exists()
    (imported / "folder.csv").mkdir()
    with pytest.raises(OutputError) as refused:
        record.export(imported / "folder.csv", force=True)
    assert refused.value.faults[0].key == "recordbook.is_folder"


def test_what_came_from_one_source_is_deleted_and_the_rest_stays(imported):
    added = report(imported, "5 грудня 2022 року Росія випустила 75 ракет.", "2022-12-06")
    assert record.delete("daily") == 9
    assert record.sources()["source"].to_list() == [added.source]
    assert record.raids()["missiles_min"].to_list() == [75]
    with pytest.raises(RunError):
        record.delete("daily")


def test_every_word_of_reports_for_weapons_covers_something_of_the_table():
    families = set(KIND_OF_FAMILY)
    known = {kind: cover(kind) for kind in REPORT_KINDS}
    assert {kind for kind, words in known.items() if not words.certain & families} == set()
    assert all(not words.certain & words.possible for words in known.values())
    narrowing = ("kalibr", "cruise", "missile", "target")
    assert all(cover(one).certain < cover(other).certain for one, other in pairwise(narrowing))


def test_four_thousand_rows_are_read_in_within_a_second_of_work(here):
    buffer = io.StringIO()
    csv.writer(buffer).writerows([HEADER, *(
        (f"2023-{1 + n % 12:02d}-{1 + n // 12 % 28:02d} {n % 24:02d}:{n % 60:02d}", "", "Shahed-136/131",
         10 + n % 7, n % 9, "", f"kpszsu/{n}") for n in range(4000)
    )])  # fmt: skip
    (here / "t.csv").write_text(buffer.getvalue(), encoding="utf-8")
    begun = time.process_time()
    assert record.import_table(here / "t.csv").changes.added == 4000
    assert time.process_time() - begun < 1


@pytest.mark.skipif(not PUBLIC_TABLE.exists(), reason="the public table of raids is not part of Oberih and not here")
def test_the_public_table_goes_in_and_keeps_its_sums(here):
    done = record.import_table(PUBLIC_TABLE)
    assert done.changes.added == done.table.counts["kept"] > 1900
    assert not record.import_table(PUBLIC_TABLE).changes.any
    flown = done.table.rows.filter("official", pl.col("kind").is_in(["drone", "jet_drone", "decoy"]))
    assert record.raids()["drones_min"].sum() == flown["launched"].sum()
    assert RaidBook(Catalogue(None)).read().rows["launched"].sum() == done.table.rows["launched"].sum()
    assert record.similar(date(2022, 12, 5)).rows.height == 5
