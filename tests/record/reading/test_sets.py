"""The learning half of the annotated reports: the reader must not fall behind what it has learnt."""

import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SETS = Path(__file__).parent / "sets"


@pytest.fixture(scope="module")
def whole():
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        from reading.score import Scored, score
    finally:
        sys.path.pop(0)
    found = Scored()
    for name in ("seen.json", "more.json"):
        for item in json.loads((SETS / name).read_text(encoding="utf-8"))["items"]:
            found.add(score(item))
    return found


def test_the_learning_half_is_read_as_well_as_when_written(whole):
    assert whole.micro.f1 >= 0.95  # .96 when written
    assert whole.fields["launched"].precision >= 0.92
    assert whole.fields["destroyed"].precision >= 0.92


def test_spans_are_exact_and_speakers_mostly_right(whole):
    assert whole.spans.wrong == 0 < whole.spans.right
    assert whole.speakers.precision >= 0.84
