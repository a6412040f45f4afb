"""No text may blow up: a megabyte of anything is read in some seconds, a report in a moment."""

import random
import time

import pytest

from oberih.record import from_text, read
from oberih.record.reading.base import Document
from oberih.terms.errors import ReportError

SIZE = 1_000_000
LETTERS = "абвгіїЄ \n.,«»–12"
TEXTS = {
    "one report over and over": "Уночі 5 грудня ворог випустив 70 ракет по Київській області, збито 60 із них. "
    * (SIZE // 80),
    "one word": "і" * SIZE,
    "numbers in words": "двадцять " * (SIZE // 9),
    "a list without end": "збили 5 ракет, " * (SIZE // 15),
    "adjectives": "київській, " * (SIZE // 11),
    "spaces": "Її збили" + " " * SIZE + "ракет",
    "English": "from the drone " * (SIZE // 15),
    "tags": "<div>" * (SIZE // 5) + "Її збили, 5 ракет",
    "noise": "".join(random.Random(1).choices(LETTERS, k=SIZE)),
    "question marks": "Її " + "?" * SIZE,
    "brackets": "її " + "(" * SIZE,
    "titles": "head of the " * (SIZE // 12),
    "names": "Мер Володимир Зеленський " * (SIZE // 25),
}


@pytest.mark.parametrize(
    "name", [name if name == "noise" else pytest.param(name, marks=pytest.mark.slow) for name in TEXTS]
)
def test_a_megabyte_of_anything(name):
    start = time.process_time()
    try:
        report = read(from_text(TEXTS[name]))
    except ReportError:
        report = None
    assert time.process_time() - start < 60  # what blows up takes hours; a crowded machine some seconds
    assert report is None or all(0 <= fact.span[0] < fact.span[1] <= len(report.document.text) for fact in report.facts)


def test_a_report_is_read_in_a_moment():
    text = (
        "Уночі 5 грудня ворог випустив 70 ракет по Київській області, збито 60 із них, повідомили Повітряні сили. " * 30
    )
    document = Document(name="a", text=text, sha256="", language="uk")
    read(document)
    start = time.process_time()
    read(document)
    assert time.process_time() - start < 5  # 20 ms when the machine is idle


def test_the_same_text_gives_the_same_report():
    document = from_text("Уночі 5 грудня ворог випустив 70 ракет, збито 60 із них. Її здоров'ю ніщо не загрожує.")
    assert read(document) == read(document)
