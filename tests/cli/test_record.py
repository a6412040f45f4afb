"""`oberih record` as a user meets it: what it prints, what it refuses, two at once, and one that is killed."""

import csv
import json
import os
import signal
import time
from pathlib import Path

import pytest

HEADER = ["time_start", "time_end", "model", "launched", "destroyed", "not_reach_goal", "source"]
ROWS = (
    ("2022-12-05 13:00", "2022-12-05 15:00", "X-101/X-555", 38, 38, "", "kpszsu/a"),
    ("2022-12-05 13:00", "2022-12-05 15:00", "X-22", 12, 0, "", "kpszsu/a"),
    ("2023-03-01 21:00", "2023-03-02 05:00", "Shahed-136/131", 20, 14, 3, "kpszsu/b"),
    ("2023-03-02 23:00", "2023-03-03 05:00", "Shahed-136/131", 9, 9, "", "kpszsu/c"),
    ("2023-03-03 23:00", "2023-03-04 05:00", "Kalibr", 5, 9, "", "kpszsu/d"),
)
REPORT = "5 грудня 2022 року Росія вдень випустила по Україні 75 ракет. Влучання зафіксовано в Одеській області."


def table(path: Path, *rows: tuple) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return path


@pytest.fixture
def filled(door, say):
    """A record with a table and a report that contradicts it."""
    assert say("record", "import", table(door.here / "t.csv", *ROWS)).code == 0
    (door.here / "r.txt").write_text(REPORT, encoding="utf-8")
    assert say("record", "add", "r.txt", "--date", "2022-12-06").code == 0
    return say


def test_an_import_says_what_was_kept_and_why_the_rest_was_not(door, say):
    told = say("record", "import", table(door.here / "t.csv", *ROWS), "--aside", "aside.csv")
    assert told.code == 0, told.err
    assert "5 rows read, 4 kept" in told.out
    assert "1 set aside" in told.out
    assert "4 added, 0 updated" in told.out
    assert "CC BY-NC-SA" in told.out
    assert "9 / 5" in (door.here / "aside.csv").read_text(encoding="utf-8")
    again = say("record", "import", "t.csv", "--json")
    assert {name: json.loads(again.out)[name] for name in ("added", "unchanged", "aside")} == {
        "added": 0, "unchanged": 4, "aside": 1
    }  # fmt: skip
    assert "без змін 4" in say("record", "import", "t.csv", "--lang", "uk").out


def test_a_report_is_added_and_its_contradiction_told(filled):
    told = filled("record", "show", "2022-12-05")
    assert told.code == 0, told.err
    assert "launched missiles" in told.out
    assert "75; daily: 50" in told.out
    assert "75 ракет" in told.out  # its own words
    sheet = json.loads(filled("record", "show", "2022-12-05", "--json").out)
    assert {each["kind"] for each in sheet["sources"]} == {"table", "report"}
    assert [each["region"] for each in sheet["said"] if each["what"] == "hit"] == ["UA-51"]
    uk = filled("record", "show", "2022-12-05", "--lang", "uk").out
    assert "Одеська" in uk
    assert "Джерела, що суперечать одне одному" in uk


def test_raids_are_listed_found_and_compared(filled):
    everything = json.loads(filled("record", "list", "--json").out)
    assert [row["raid_date"] for row in everything] == ["2023-03-02", "2023-03-01", "2022-12-05"]
    one = filled("record", "list", "--limit", "1").out
    assert "2023-03-02" in one
    assert "9 / 9" in one
    assert "1 of 3 raids" in one
    assert "2022-12-05" in filled("record", "list", "--kind", "ballistic", "--to", "2022-12-31").out
    assert "No raid in the record fits" in filled("record", "list", "--from", "2024-01-01").out
    near = filled("record", "similar", "2023-03-01", "-n", "1")
    assert "2023-03-02" in near.out
    assert "number of regions" in near.out
    assert json.loads(filled("record", "similar", "2023-03-01", "--json").out)["raids_compared"] == 2


def test_an_export_and_a_deletion_say_what_they_did(door, filled):
    told = filled("record", "export", "out.csv")
    assert told.code == 0, told.err
    assert "CC BY-NC-SA" in told.out
    n = len((door.here / "out.csv").read_text(encoding="utf-8").splitlines()) - 1
    assert f"{n} statements written" in told.out
    assert "daily" in filled("record", "sources").out
    kept = filled("record", "delete", "daily", given=b"n\n")
    assert (kept.code, "Kept." in kept.err) == (1, True)
    assert "4 rows" in filled("record", "delete", "daily", "--yes").out
    assert [each["kind"] for each in json.loads(filled("record", "sources", "--json").out)] == ["report"]


def test_an_empty_record_says_how_to_begin(say, door):
    for command in (["list"], ["sources"]):
        told = say("record", *command)
        assert (told.code, "oberih record import" in told.out) == (0, True)
    assert json.loads(say("record", "list", "--json").out) == []
    told = say("record", "show", "2022-12-05")
    assert (told.code, "oberih record import" in told.err) == (2, True)
    assert door.left() == []


@pytest.mark.parametrize("lang", ["en", "uk"])
@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (["import", "none.csv"], 2, "none.csv"),
        (["import", "."], 2, "."),
        (["import", "t.csv", "--source", "Two words"], 2, "Two words"),
        (["import", "t.csv", "--aside", "t.csv"], 2, "--force"),
        (["add", "none.txt"], 2, "none.txt"),
        (["add", "quiet.txt"], 3, "quiet.txt"),
        (["add", "undated.txt"], 2, "--date"),
        (["add", "r.txt", "--date", "6.12"], 2, "6.12"),
        (["show", "December"], 2, "December"),
        (["show", "2021-01-01"], 2, "2022-12-05"),
        (["list", "--kind", "stone"], 2, "aeroballistic"),
        (["list", "--from", "1.1.2023"], 2, "--from"),
        (["list", "--limit", "0"], 2, "--limit"),
        (["similar", "2022-12-05", "-n", "0"], 2, "0"),
        (["export", "x.xlsx"], 2, ".parquet"),
        (["export", "t.csv"], 2, "--force"),
        (["delete", "nobody", "--yes"], 2, "daily"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_clear_message(door, filled, arguments, code, named, lang):
    (door.here / "quiet.txt").write_text("Сьогодні в місті відкрили нову бібліотеку для дітей.", encoding="utf-8")
    (door.here / "undated.txt").write_text("Росія випустила по Україні 60 ракет.", encoding="utf-8")
    before = filled("record", "sources", "--json").out
    told = filled("record", *arguments, "--lang", lang)
    assert (told.code, told.out) == (code, "")
    assert named in told.err
    assert "Traceback" not in told.err
    assert any("а" <= letter <= "я" for letter in told.err.replace("ракет", "")) == (lang == "uk")
    assert filled("record", "sources", "--json").out == before


def test_words_of_a_report_are_no_markup_and_no_orders_to_the_terminal(door, filled):
    text = "6 грудня 2022 року Росія випустила [bold]75[/bold] ракет [/nothing], сказав :smile: \x1b[31m речник."
    (door.here / "odd.txt").write_text(text, encoding="utf-8")
    assert filled("record", "add", "odd.txt", "--date", "2022-12-07").code == 0
    told = filled("record", "show", "2022-12-06")
    assert told.code == 0
    assert "\x1b" not in told.out


def test_two_processes_fill_one_record_from_its_first_moment(door, say):
    table(door.here / "t.csv", *ROWS)
    working = [door.start("record", "import", "t.csv"), door.start("record", "import", "t.csv")]
    ended = [(each.communicate(timeout=60)[1], each.returncode) for each in working]
    assert [code for _, code in ended] == [0, 0], ended
    listed = json.loads(say("record", "sources", "--json").out)
    assert [(each["source"], each["rows"]) for each in listed] == [("daily", 4)]


@pytest.mark.slow
def test_an_import_killed_while_it_writes_leaves_all_or_nothing(door, say):
    many = [(f"2023-01-{1 + n % 28:02d} {n % 24:02d}:00", "", "Kalibr", 5, 3, "", f"kpszsu/{n}") for n in range(20_000)]
    table(door.here / "t.csv", *many)
    working = door.start("record", "import", "t.csv")
    waited_until = time.monotonic() + 30
    while not door.catalogue.exists() and time.monotonic() < waited_until:  # it appears when the writing begins
        time.sleep(0.01)
    time.sleep(0.1)
    os.killpg(working.pid, signal.SIGKILL)
    working.communicate()
    assert working.returncode == -signal.SIGKILL
    rows = [each["rows"] for each in json.loads(say("record", "sources", "--json").out)]
    assert rows in ([], [20_000])
    assert say("record", "import", "t.csv").code == 0
    assert json.loads(say("record", "sources", "--json").out)[0]["rows"] == 20_000
