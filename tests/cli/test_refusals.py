"""What cannot be used is refused at once: one message that says where and how to mend it; nothing is left."""

import os
import sys
from pathlib import Path

import pytest

CALM = "Сьогодні в Києві сонячно. Увечері у філармонії буде концерт, вхід вільний для всіх охочих містян."
FRENCH = "Le président a déclaré hier que la situation s'améliore, et que les impôts baisseront l'année prochaine."

REPORTS = {
    "empty": (b"", "порожній", "empty"),
    "blank": (b" \n\t\n\xef\xbb\xbf", "порожній", "empty"),
    "png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG", "plain text or HTML"),
    "pdf": (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "PDF", "plain text or HTML"),
    "zip": (b"PK\x03\x04\x14\0\0\0\x08\0abc", "ZIP", "plain text or HTML"),
    "noise": (bytes(range(256)) * 20, "текст", "plain text or HTML"),
    "french": (FRENCH.encode(), "Очікується українська або англійська", "Expected Ukrainian or English"),
}


def one_message(text: str, *words: str) -> str:
    """The only line of a message, if it holds the words."""
    assert "Traceback" not in text
    assert [word for word in words if word not in text] == []
    assert len(text.strip().splitlines()) == 1
    return text.strip()


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_that_is_none(door, say, name):
    content, in_ukrainian, in_english = REPORTS[name]
    (door.here / "report.txt").write_bytes(content)
    for lang, word in (("uk", in_ukrainian), ("en", in_english)):
        said = say("assess", "report.txt", *door.brief, "--lang", lang)
        assert (said.code, said.out) == (2, "")
        assert one_message(said.err, word).startswith("report.txt: ")
    assert door.left() == ["report.txt"]
    assert door.rows() == []


def test_standard_input_that_is_no_report(say):
    assert one_message(say("assess", "-", given=b"").err, "stdin: ", "empty")
    assert one_message(say("assess", "-", given=REPORTS["png"][0]).err, "stdin: ", "PNG")


def test_a_report_without_a_raid_is_another_answer_than_a_fault(door, say):
    (door.here / "calm.txt").write_text(CALM, encoding="utf-8")
    for lang in ("uk", "en"):
        said = say("assess", "calm.txt", *door.brief, "--lang", lang)
        assert said.code == 3
        one_message(said.err, "calm.txt: ", "`oberih run ")
    assert door.left() == ["calm.txt"]


@pytest.mark.parametrize("command", [["assess"], ["run"], ["scenario", "check"], ["scenario", "show"]])
def test_no_such_file_and_a_folder(door, say, command):
    (door.here / "folder").mkdir()
    for name, in_english, in_ukrainian in (("none", "no such file", "такого файлу"), ("folder", "folder", "тека")):
        said = say(*command, name, "--lang", "en")
        assert said.code == 2
        one_message(said.err, f"{name}: ", in_english)
        one_message(say(*command, name, "--lang", "uk").err, f"{name}: ", in_ukrainian)


def test_a_report_given_as_a_scenario_is_told_by_its_line(say, report):
    said = say("run", report)
    assert said.code == 2
    one_message(said.err, f"{report}:1: ", "TOML")


def test_more_weapons_than_a_raid_can_have(door, say):
    (door.here / "year.txt").write_text("За ніч ворог запустив 3500 дронів-камікадзе по Україні.", encoding="utf-8")
    said = say("assess", "year.txt", *door.brief)
    assert said.code == 2
    one_message(said.err, "year.txt: ", "3500", "2000")


OPTIONS = {
    ("--date", "2022-13-40"): ("--date: ", "'2022-13-40'", "2022-12-06"),
    ("--date", "yesterday"): ("--date: ", "'yesterday'", "2022-12-06"),
    ("--draws", "0"): ("--draws: ", " 0.", "100000"),
    ("--draws", "100001"): ("--draws: ", "100001", "100000"),
    ("--seed", "-1"): ("--seed: ", "-1", "18446744073709551615"),
    ("--seed", "18446744073709551616"): ("--seed: ", "18446744073709551616", "18446744073709551615"),
    ("--hours", "1"): ("--hours: ", " 1.", "336"),
    ("--hours", "337"): ("--hours: ", "337", "336"),
    ("--workers", "0"): ("--workers: ", " 0.", "1024"),
    ("--batch", "0"): ("--batch: ", " 0.", "100000"),
    ("--keep", "-1"): ("--keep: ", "-1", "100"),
}


@pytest.mark.parametrize("option", OPTIONS, ids=" ".join)
def test_an_option_out_of_range(door, say, report, option):
    for lang in ("uk", "en"):
        said = say("assess", report, *option, "--lang", lang)
        assert (said.code, said.out) == (2, "")
        one_message(said.err, *OPTIONS[option])
    assert door.left() == []


def test_all_faulty_options_are_told_at_once(say, report):
    said = say("assess", report, "--draws", "0", "--seed", "-1", "--hours", "1", "--workers", "0", "--lang", "uk")
    assert [line.partition(":")[0] for line in said.err.splitlines()] == ["--draws", "--hours", "--workers", "--seed"]
    assert "Очікується" in said.err


@pytest.mark.parametrize("wrong", [["--nonsense"], ["--draws", "many"], ["--lang", "fr"], ["--form", "secret"]])
def test_options_that_are_not_there(say, report, wrong):
    said = say("assess", report, *wrong)
    assert said.code == 2
    assert wrong[0] in said.err
    assert "oberih assess -h" in said.err


def test_a_study_larger_than_the_memory_is_refused_before_it_begins(door, say, report, monkeypatch):
    monkeypatch.setattr("oberih.jobs.write.memory_bytes", lambda: 2**30)
    said = say("assess", report, "--draws", "50000", "--hours", "336")
    assert said.code == 2
    one_message(said.err, "--draws: ", "50000")
    assert door.left() == []


def test_output_that_is_taken_or_cannot_be(door, say, report):
    (door.here / "full").mkdir()
    (door.here / "full" / "mine.txt").touch()
    (door.here / "file").touch()
    for place, word in (("full", "not empty"), ("file", "is a file"), ("file/under", "a part of this path is a file")):
        said = say("assess", report, *door.brief, "--out", place)
        assert said.code == 2
        one_message(said.err, place, word, "--out")
    assert door.left() == ["file", "full"]
    assert os.listdir(door.here / "full") == ["mine.txt"]
    assert door.rows() == []


@pytest.mark.skipif(sys.platform != "linux", reason="a place that nobody may write to is sure on Linux alone: /proc")
def test_output_where_nobody_may_write(door, say, report):
    said = say("assess", report, *door.brief, "--out", "/proc/oberih")
    assert said.code == 2
    one_message(said.err, "/proc/oberih: ", "--out")
    said = say("assess", report, *door.brief, "--out", "x", "--catalogue", "/proc/oberih.sqlite")
    assert said.code == 2
    one_message(said.err, "/proc/oberih.sqlite: ", "--catalogue")
    assert door.left() == []


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_output_where_this_user_may_not_write(door, say, report):
    (door.here / "closed").mkdir(mode=0o500)
    said = say("assess", report, *door.brief, "--out", "closed/x")
    assert said.code == 2
    one_message(said.err, "closed/x: ", "may not be written", "--out")


def test_a_catalogue_that_is_none_is_left_as_it_is(door, say, report):
    (door.here / "letter.txt").write_text("Dear all" * 200, encoding="utf-8")
    said = say("assess", report, *door.brief, "--out", "x", "--catalogue", "letter.txt")
    assert said.code == 2
    one_message(said.err, "letter.txt: ", "--catalogue")
    assert (door.here / "letter.txt").read_text(encoding="utf-8") == "Dear all" * 200
    assert door.left() == ["letter.txt"]


def test_a_run_that_is_not_there(door, say):
    for command in (["show"], ["delete", "--yes"]):
        said = say("runs", *command, "20221205-000000-zzzz", "--lang", "uk")
        assert said.code == 2
        one_message(said.err, "'20221205-000000-zzzz'", str(door.catalogue))
    assert not Path(door.catalogue).exists()
