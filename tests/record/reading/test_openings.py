"""Patterns that are tried only where one of their words begins find what the plain patterns find."""

import json
import random
import re
import sys
from pathlib import Path

import pytest

import oberih.record.reading.reader  # noqa: F401 - every pattern of the reader is made when it is loaded
from oberih.record.reading.openings import openings
from oberih.record.reading.tokens import lower, sentences
from oberih.record.reading.wordings import Wording

SETS = Path(__file__).parent / "sets"


def _in(value: object) -> list[Wording]:
    if isinstance(value, Wording):
        return [value]
    if isinstance(value, dict):
        return _in(list(value.values()))
    return [each for item in value for each in _in(item)] if isinstance(value, (tuple, list)) else []


def _every() -> list[Wording]:
    modules = [module for name, module in sys.modules.items() if name.startswith("oberih.record.reading.")]
    found = [each for module in modules for each in _in(list(vars(module).values()))]
    return list({id(each): each for each in found}.values())


def _texts() -> list[str]:
    """Sentences of both languages, and the same broken: shuffled, glued, cut, with signs strewn in."""
    chance = random.Random(3)
    own = [item["text"] for item in json.loads((SETS / "seen.json").read_text(encoding="utf-8"))["items"]]
    found = [sentence.low for text in chance.sample(own, 12) for sentence in sentences(text)]
    for low in list(found):
        words = low.split()
        chance.shuffle(words)
        found.append(" ".join(words))
        found.append("".join(chance.choice(["", sign, sign, sign, sign + chance.choice(" ;-—«»,.'")]) for sign in low))
    return [*found, "", " ", ";", "7", "\n"]


def _spans(found: object) -> list[tuple]:
    return [(match.span(), match.groups()) for match in found]


def test_every_pattern_of_the_reader_finds_what_the_plain_one_finds():
    wordings = _every()
    assert len(wordings) > 80
    for text in _texts():
        for wording in wordings:
            plain = _spans(wording.plain.finditer(text))
            assert _spans(wording.finditer(text)) == plain, (wording.plain.pattern, text)
            first = wording.search(text)
            assert _spans([first] if first else []) == plain[:1], (wording.plain.pattern, text)
            assert not plain or (wording.within(text) and wording.within(f"x{text}x"))
            assert wording.blank(text) == wording.plain.sub(" ", text), (wording.plain.pattern, text)


@pytest.mark.parametrize(
    ("pattern", "begins", "text"),
    [
        (r"\bзбит(?:о|і)\b", "word", "незбито, збитої; збито"),
        (r"\b(?:the )?same day\b", "word", "samed the day, the same day same day"),
        (r"^\W*(?:раніше|досі)\b", "gap", " – раніше"),
        (r",\s+(?:а|але)\b", "gap", "а, аж, а"),
        (r"\s?[–—]\s(?:усього|[вз]агалом)", "gap", "x–  загалом — загалом—усього"),
        (r"ракет\w*", "inside", "аракета, фракетаракет"),
        (r"(?<!\d)\d{1,2}[./]\d\d", "inside", "114.05 14.05 x4.05, ٣.05"),
        (r"п'ят\w*", "inside", "п'ять оп'ять п'"),
        (r"\w+\s+drones?\b", "anywhere", "seven drones, drones"),
        (r";|, (?:while|but)\b", "anywhere", "a; b, but c"),
        (r"(?:перш|\d+)(?:ого|го)? липня", "inside", "перш липня, 1го липня, першого  липня"),
        (r"(?:\d\d\s+)*ракет\b", "inside", "12 34 ракет"),
        (r"\b\w*", None, "a"),
        (r"(?i)ракет", None, "РАКЕТ"),
    ],
)
def test_openings(pattern, begins, text):
    told = openings(pattern)
    assert (told.begins if told else None) == begins
    for each in (text, text[::-1], text * 2, " " + text):
        wording = Wording(pattern)
        assert _spans(wording.finditer(each)) == _spans(re.finditer(pattern, each))
        assert bool(wording.search(lower(each))) == bool(re.search(pattern, lower(each)))


def test_where_python_does_not_show_how_it_reads_a_pattern_the_pattern_is_tried_as_it_is(monkeypatch):
    monkeypatch.setattr("oberih.record.reading.openings._parse", None)
    assert openings(r"ракет\w*") is None
    wording = Wording(r"збит(?:о|і)\b")
    assert _spans(wording.finditer("незбито, збиті")) == [((2, 7), ()), ((9, 14), ())]
