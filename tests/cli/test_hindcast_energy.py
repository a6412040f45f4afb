"""`oberih hindcast --energy`: one JSON document, a page in both languages, and refusals without a traceback."""

import csv
import json
import re

import pytest

from oberih.record.energy.table import COLUMNS, shipped

FEW = ("--from", "2022-12-16", "--draws", "20")


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "energy.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, COLUMNS, restval="", extrasaction="ignore")
        out.writeheader()
        out.writerows(dict(raid.cells) for raid in shipped()[6:12])
    return path


def test_json_is_one_document_and_the_page_tells_the_same(say, table, tmp_path):
    said = say("hindcast", "--energy", table, *FEW, "--out", tmp_path / "page", "--json")
    assert (said.code, said.err) == (0, "")
    found = json.loads(said.out)
    assert found["brier_skill"] is not None
    assert sorted(path.name for path in (tmp_path / "page").iterdir()) == ["record.en.html", "record.uk.html"]
    english = (tmp_path / "page" / "record.en.html").read_text(encoding="utf-8")
    assert f"{found['brier_skill']:.2f}".replace("-", "−") in english
    for raid in found["by_raid"]:
        assert raid["date"] in english
    assert not re.search(r"<script|https?://|src=", english)
    assert 'lang="uk"' in (tmp_path / "page" / "record.uk.html").read_text(encoding="utf-8")


def test_on_a_terminal_there_is_a_table(say, table):
    said = say("hindcast", "--energy", table, *FEW, "--lang", "uk")
    assert said.code == 0
    assert "2022-12-19" in said.out
    assert "Виграш за Браєром" in said.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Neither|neither"),
        (("{table}", "--energy", "{table}"), "both a table"),
        (("{table}", "--draws", "50", "--alone", "--state", "2022-12"), "--draws.*\n.*--state.*\n.*--alone"),
        (("--energy", "{table}", "--plots", "pictures"), "--plots"),
        (("--energy", "{table}", "--draws", "1"), "draws"),
        (("--energy", "no.csv"), "no such file"),
    ],
)
def test_refusals_name_what_to_do(say, table, arguments, words):
    given = [each.replace("{table}", str(table)) for each in arguments]
    said = say("hindcast", *given, "--from", "2022-12-16", "--lang", "en")
    assert (said.code, said.out) == (2, "")
    assert re.search(words, said.err)
    assert "Traceback" not in said.err


def test_bad_days_and_a_bad_file_are_told_together(say, tmp_path):
    (tmp_path / "bad.csv").write_text("date,a\n1,2\n", encoding="utf-8")
    said = say("hindcast", "--energy", tmp_path / "bad.csv", "--from", "soon", "--to", "later", "--lang", "en")
    assert said.code == 2
    assert "--from" in said.err
    assert "--to" in said.err
    assert "missiles_launched" in said.err


def test_a_folder_that_holds_other_things_is_left_alone(say, table, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("keep", encoding="utf-8")
    said = say("hindcast", "--energy", table, *FEW, "--out", tmp_path / "mine", "--lang", "en")
    assert said.code == 2
    assert "notes.txt" in said.err
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]
