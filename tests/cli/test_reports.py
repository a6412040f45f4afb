"""The ways in which a report may come: standard input, HTML, English; the briefings that come out."""

import json

import pytest


def answer(said) -> dict:
    """What --json printed: one document and nothing else."""
    assert (said.code, said.err) == (0, "")
    return json.loads(said.out)


def as_page(text: str) -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in text.splitlines() if line)
    return (
        '<!doctype html><html lang="uk"><head><meta charset="utf-8"><title>Новини</title></head><body>'
        f"<nav><a href='/'>Головна</a></nav><article>{paragraphs}</article><footer>Усі права</footer></body></html>"
    )


@pytest.fixture
def told(two_runs):
    """What the plain Ukrainian report gives."""
    return two_runs[1].to_json()


def test_from_standard_input(door, say, report, told):
    found = answer(
        say("assess", "-", *door.brief, "--json", "--date", "2022-12-06", "--out", "x", given=report.read_bytes())
    )
    assert found["inputs"] == told["inputs"]
    assert found["model"] == told["model"]
    assert found["folder"] == str(door.here / "x")


def test_from_a_page(door, say, report, told):
    (door.here / "page.html").write_text(as_page(report.read_text(encoding="utf-8")), encoding="utf-8")
    found = answer(say("assess", "page.html", *door.brief, "--json", "--date", "2022-12-06", "--out", "x"))
    assert found["inputs"] == told["inputs"]
    assert found["raid_date"] == "2022-12-05"
    assert found["model"] == told["model"]


def test_in_english(door, say, report, told):
    english = report.with_name("2022-12-05.en.txt")
    found = answer(say("assess", english, *door.brief, "--json", "--out", "x", "--lang", "uk"))
    assert found["inputs"]["launched"] == told["inputs"]["launched"]
    assert set(found["inputs"]["regions_hit"]) == set(told["inputs"]["regions_hit"])
    assert sorted(path.name for path in (door.here / "x").glob("briefing.*")) == ["briefing.uk.html"]


def test_by_itself_a_run_goes_into_a_folder_of_its_id(door, say, report):
    found = answer(say("assess", report, *door.brief, "--json"))
    folder = door.here / "oberih-runs" / found["run"]
    assert found["folder"] == str(folder)
    assert (folder / "briefing.en.html").stat().st_size > 10_000
    assert door.rows() == [found["run"]]
    assert json.loads((folder / "run.json").read_text(encoding="utf-8"))["id"] == found["run"]
