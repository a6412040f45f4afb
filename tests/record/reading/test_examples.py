"""The two example reports tell of one raid: the reader must find the same in both."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from oberih.record import from_bytes, read

SHARED = Path(__file__).parents[3] / ".." / "shared" / "data" / "reports" / "2022-12-05.uk.txt"
LONGEST_COMMON = 6


@pytest.fixture(scope="module")
def reports():
    folder = files("oberih") / "examples"
    names = ("2022-12-05.uk.txt", "2022-12-05.en.txt")
    return [read(from_bytes((folder / name).read_bytes(), name=name)) for name in names]


#: names stand in the letters of the report; these are one person or body
SAME = {
    "Reznikov": "Резніков", "Austin": "Остін", "Pentagon": "Міноборони США", "Ukrenergo": "Укренерго",
    "Zelensky": "Зеленський",
}  # fmt: skip


def _plain(text: str) -> str:
    for english, ukrainian in SAME.items():
        text = text.replace(english, ukrainian)
    return text


def _same(value: object) -> object:
    return sorted(_plain(str(each)) for each in value) if isinstance(value, list) else value


def test_both_languages_give_the_same_summary(reports):
    ukrainian, english = (report.summary for report in reports)
    assert {name: _same(value) for name, value in ukrainian.items()} == {
        name: _same(value) for name, value in english.items()
    }


def test_what_the_examples_say(reports):
    for report in reports:
        summary = report.summary
        assert summary["dates"] == ["2022-12-05"]
        assert summary["launched"] == [{"kind": "missile", "op": ">", "n": 70}]
        assert summary["destroyed"] == [{"kind": "missile", "op": "most", "n": None}]
        assert sorted(summary["oblasts_hit"]) == ["UA-05", "UA-32", "UA-51"]
        assert summary["outage_kinds"] == ["emergency"]
        assert {_plain(name) for name in summary["speakers"]} == set(SAME.values())
        assert "call Резніков-Остін" in map(_plain, summary["speech_acts"])
        assert (report.time_of_day, report.notes) == ("day", ())
        (killed,) = [fact for fact in report.facts if fact.type == "killed"]
        assert (killed.n, killed.scope, _plain(killed.speaker)) == (4, "day", "Зеленський")


@pytest.mark.skipif(not SHARED.is_file(), reason="the article is not beside the repository")
def test_examples_are_in_our_own_words(reports):
    def phrases(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", text.lower())
        return {tuple(words[at : at + LONGEST_COMMON]) for at in range(len(words) - LONGEST_COMMON + 1)}

    article = phrases(SHARED.read_text(encoding="utf-8"))
    for report in reports:
        assert not phrases(report.document.text) & article
