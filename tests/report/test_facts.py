"""The report's side: what its wording allows, what is told once, what enters no sum."""

from collections.abc import Callable
from typing import Any

import pytest

from oberih.report.base import Reported
from oberih.report.facts import by_model_kind, figure, quotes, sorted_quotes
from oberih.report.render import claim, reported


@pytest.mark.parametrize(
    ("op", "n", "low", "high"),
    [
        ("=", 5, 5, 5), (">", 70, 71, None), (">=", 70, 70, None), ("<", 35, 0, 35), ("some", None, 1, None),
        ("none", None, 0, 0),
    ],
)  # fmt: skip
def test_what_an_operator_allows(op: str, n: float | None, low: float | None, high: float | None) -> None:
    assert (figure(op, n).low, figure(op, n).high) == (low, high)


def test_most_is_over_one_half_of_its_whole() -> None:
    assert figure("most", None, "missile", figure("=", 70)).low == 36
    assert figure("most", None, "missile", figure("=", 71)).low == 36


def test_names_of_one_kind_are_added_up() -> None:
    said = by_model_kind([{"kind": "kh101", "op": "=", "n": 20}, {"kind": "kalibr", "op": ">", "n": 5}], {})
    assert said == {"cruise": Reported(">=", 26, 26, None, "cruise")}


def test_wordings_of_operators() -> None:
    assert reported(figure(">", 70, "missile"), "uk") == "понад 70 ракет"
    assert reported(figure(">", 21, "missile"), "uk") == "понад 21 ракета"
    assert reported(figure("most", None, "missile", figure(">", 70, "missile")), "uk") == "більшість із понад 70 ракет"
    assert reported(figure("~", 21, "uav"), "uk") == "близько 21 ударних дронів"
    assert reported(figure("none", None, "missile"), "en") == "no missiles"


def test_a_claim_of_three_regions_is_told_once(write_fact: Callable[..., dict[str, Any]]) -> None:
    told = quotes(write_fact(type="hit", place=iso, text="the same words") for iso in ("UA-32", "UA-05", "UA-32"))
    assert [each.places for each in told] == [("UA-32", "UA-05")]
    assert claim(told[0], "en") == "Hit: Kyiv Oblast, Vinnytsia"


def test_other_days_drills_and_totals_stand_apart(write_fact: Callable[..., dict[str, Any]]) -> None:
    facts = [
        write_fact(type="launched", kind="missile", op="=", n=5, text="a"),
        write_fact(type="launched", kind="missile", op="=", n=6, text="b", scope="cumulative"),
        write_fact(type="launched", kind="missile", op="=", n=7, text="c", modality="drill"),
        write_fact(type="launched", kind="missile", op="=", n=8, text="d", event="2022-11-23"),
        write_fact(type="killed", kind="person", op="=", n=4, text="e", scope="day"),
        write_fact(type="speech_act", text="f"),
    ]
    raid, toll, elsewhere = sorted_quotes(quotes(facts))
    assert [each.text for each in raid] == ["a"]
    assert [each.text for each in toll] == ["e"]
    assert [each.text for each in elsewhere] == ["b", "c", "d"]
