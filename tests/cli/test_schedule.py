"""`oberih schedule` as a user meets it."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest

HEAD = "region,start,limit,possible"
QUEUES = [1, 1, 1, 1, 1, 1, 2, 2, 3, 3, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 2, 2, 1, 1]


@pytest.fixture
def limits(tmp_path):
    def write(queues=QUEUES, day="2024-11-20", regions=("UA-30", "UA-46"), name="limits.csv"):
        rows = [f"{region},{day}T{hour:02}:00,{k},{k + 1}" for region in regions for hour, k in enumerate(queues)]
        (tmp_path / name).write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
        return tmp_path / name

    return write


def test_text_is_the_answer_where_nothing_is_said(say, limits):
    done = say("schedule", "--limit-file", limits(), "--as-of", "2024-11-19T18:00")
    assert done.code == 0
    assert "Kyiv City — 20 November 2024" in done.out.replace("\u00a0", " ")
    assert "2 regions: hours of queues differ by" in done.out
    assert "0 h of turns too short or too long" in done.out
    assert say("schedule", "--limit-file", limits(), "--lang", "uk", "--rule").out.count("м. Київ") == 1


@pytest.mark.parametrize("form", ["dtek", "yasno", "ics", "csv", "png", "html", "cap", "json"])
def test_each_format_goes_into_a_new_folder(say, limits, tmp_path, form):
    done = say("schedule", "--limit-file", limits(), "--format", form, "--out", tmp_path / "out", "--lang", "en")
    assert done.code == 0, done.err
    files = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert len(files) == {"dtek": 2, "yasno": 2, "ics": 24, "csv": 1, "png": 2, "html": 1, "cap": 2, "json": 1}[form]
    again = say("schedule", "--limit-file", limits(), "--format", form, "--out", tmp_path / "out", "--lang", "en")
    assert again.code == 2
    assert "--force" in again.err
    assert say("schedule", "--limit-file", limits(), "--format", form, "--out", tmp_path / "out", "--force").code == 0
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".out")]


def test_the_same_limits_give_the_same_bytes(say, limits):
    arguments = ("schedule", "--limit-file", limits(), "--format", "json", "--as-of", "2024-11-19T18:00")
    assert say(*arguments).out == say(*arguments).out


def test_one_document_is_printed_and_several_ask_for_a_folder(say, limits):
    file = limits()
    one = say("schedule", "--limit-file", file, "--format", "dtek", "--region", "UA-30")
    assert set(json.loads(one.out)) == {"data", "update", "today"}
    several = say("schedule", "--limit-file", file, "--format", "ics", "--region", "UA-30")
    assert several.code == 2
    assert "12 files" in several.err
    assert say("schedule", "--limit-file", file, "--format", "ics", "--region", "UA-30", "--queue", "1.1").code == 0
    assert say("schedule", "--limit-file", file, "--format", "png").code == 2


def test_the_day_after_goes_on_from_the_day_before(say, limits, tmp_path):
    first = tmp_path / "first.json"
    say("schedule", "--limit-file", limits([0.5] * 12 + [0] * 12), "--format", "json", "--out", first)
    second = say(
        "schedule", "--limit-file", limits([0.5] * 12 + [0] * 12, "2024-11-21"), "--carry", first, "--json"
    )
    fresh = json.loads(first.read_text())["regions"]["UA-30"]
    after = json.loads(second.out)["regions"]["UA-30"]
    hours = {name: len(queue["planned"]) for name, queue in fresh["queues"].items()}
    later = {name: len(queue["planned"]) for name, queue in after["queues"].items()}
    assert all(hours[name] + later[name] == 1 for name in hours)  # six turns a day: each queue has one in two days
    assert after["measures"]["spread_h"] == 0
    assert sum(after["carry"]["total"]) == 48


def test_a_limit_that_moves_changes_the_least(say, limits, tmp_path):
    published = tmp_path / "published.json"
    say("schedule", "--limit-file", limits(), "--format", "json", "--out", published)
    new = QUEUES[:15] + [q + 0.5 for q in QUEUES[15:19]] + QUEUES[19:]
    done = say(
        "schedule", "--limit-file", limits(new), "--revise", published, "--now", "2024-11-20T14:10", "--json"
    )
    found = json.loads(done.out)
    assert found["changed_h"] == 2 * 4  # half a queue for four hours in two regions

    def before(document):
        return {
            (code, name, *span)
            for code, region in document["regions"].items()
            for name, queue in region["queues"].items()
            for span in queue["planned"]
            if span[1] <= "2024-11-20T14:00"
        }

    assert before(found) == before(json.loads(published.read_text()))


def test_before_a_schedule_can_begin_cuts_are_emergency_cuts(say, limits):
    rows = list(csv.DictReader(io.StringIO(
        say("schedule", "--limit-file", limits(), "--announced", "2024-11-20T10:00", "--format", "csv").out
    )))  # fmt: skip
    assert {row["status"] for row in rows} == {"emergency"}
    assert {row["hours"] for row in rows} == {"24"}
    evening = say("schedule", "--limit-file", limits(), "--announced", "2024-11-19T17:00", "--format", "csv").out
    assert "emergency" not in evening


def test_a_run_becomes_a_schedule(say, two_runs, tmp_path):
    door, _, run = two_runs
    catalogue = ("--catalogue", door.catalogue)
    done = say("schedule", run.id, "--json", *catalogue)
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert (found["run"], found["draw"], found["preset"]) == (run.id, 0, "ua-2022")
    served = run.table("served").filter(draw=0)
    for code, region in found["regions"].items():
        here = served.filter(region=code)
        cut = here["cut_emergency_mw"].sum() + here["cut_scheduled_mw"].sum() + here["cut_automatic_mw"].sum()
        assert sum(region["kinds_mwh"].values()) == pytest.approx(cut, abs=0.01)
        assert region["measures"]["limit_met"]
    assert any(region["emergency"] for region in found["regions"].values())
    folder = say("schedule", run.folder, "--format", "dtek", "--region", "UA-05", "--preset", "ua-2023", *catalogue)
    assert "GPV6.2" in folder.out
    missing = say("schedule", run.id, "--draw", "99", *catalogue)
    assert missing.code == 2
    assert "draw 99 was not kept" in missing.err


def test_a_young_raids_regions_are_not_published(say, two_runs, monkeypatch):
    door, run, _ = two_runs

    class Now(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2022, 12, 8, tzinfo=UTC)

    monkeypatch.setattr("oberih.jobs.schedule.from_run.datetime", Now)
    done = say("schedule", run.id, "--catalogue", door.catalogue)
    assert done.code == 2
    assert "younger than seven days" in done.err


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ((), "one of the two"),
        (("run", "--limit-file", "x.csv"), "one of the two"),
        (("--limit-file", "x.csv"), "cannot be read"),
        (("--limit-file", "x.csv", "--draw", "1"), "of a run"),
        (("--limit-file", "x.csv", "--now", "2024-01-01T00:00"), "go together"),
        (("--limit-file", "LIMITS", "--preset", "moon"), "there is no preset"),
        (("--limit-file", "LIMITS", "--region", "XX"), "no region XX"),
        (("--limit-file", "LIMITS", "--queue", "9.9"), "no queue 9.9"),
        (("--limit-file", "LIMITS", "--least-block", "9"), "turns of 9 to 4"),
        (("--limit-file", "LIMITS", "--as-of", "noon"), "a time such as"),
        (("--limit-file", "LIMITS", "--hold-hours", "99"), "--hold-hours"),
        (("--limit-file", "LIMITS", "--carry", "LIMITS"), "cannot be read as a schedule"),
    ],
)
def test_what_cannot_be_is_said(say, limits, more, told):
    file = limits()
    done = say("schedule", *(file if each == "LIMITS" else each for each in more))
    assert done.code == 2
    assert told in done.err
    assert "Traceback" not in done.err
