"""Numbers and ranges as each language writes them."""

import math

import pytest

from oberih.report.base import Amount, Interval, Unit
from oberih.report.numbers import amount, number, span, texts

NB, NNB = "\u00a0", "\u202f"


def test_thousands_and_decimals_are_each_languages_own() -> None:
    assert number(12345.6, "uk", 1) == f"12{NNB}345,6"
    assert number(12345.6, "en", 1) == "12,345.6"
    assert number(-0.4, "en") == "0"


@pytest.mark.parametrize(
    ("value", "unit", "en", "uk"),
    [
        (0.1734, Unit.SHARE, "17%", f"17{NB}%"),
        (0.0173, Unit.SHARE, "1.7%", f"1,7{NB}%"),
        (12_345.0, Unit.MW, f"12.3{NB}GW", f"12,3{NB}ГВт"),
        (1_234_567.0, Unit.PEOPLE, f"1.23{NB}million", f"1,23{NB}млн"),
        (1.0, Unit.HOURS, f"1{NB}hour", f"1{NB}година"),
        (21.0, Unit.HOURS, f"21{NB}hours", f"21{NB}година"),
        (120.0, Unit.HOURS, f"5{NB}days", f"5{NB}діб"),
        (0.0, Unit.MWH, f"0{NB}MWh", f"0{NB}МВт·год"),
    ],
)
def test_a_value_with_its_unit(value: float, unit: Unit, en: str, uk: str) -> None:
    assert texts([value], unit, "en") == [en]
    assert texts([value], unit, "uk") == [uk]


def test_what_is_not_back_within_the_hours_is_said_to_be_longer() -> None:
    never = Interval(math.inf, math.nan, 30.0, 60.0, math.inf, math.inf, math.inf)
    said = amount(Amount(never, Unit.HOURS, 168), "en")
    assert said.startswith(f"over 7{NB}days")
    assert "inf" not in said
    assert "nan" not in said


def test_an_interval_that_every_draw_agrees_on_is_one_number() -> None:
    assert amount(Amount(Interval(7, 0, 7, 7, 7, 7, 7), Unit.COUNT), "uk") == "7"


def test_the_unit_of_a_range_stands_once() -> None:
    assert span(f"1{NB}година", f"5{NB}годин") == f"1–5{NB}годин"
    assert span(f"2{NB}days", f"over 7{NB}days") == f"2{NB}days – over 7{NB}days"
    assert span("51", "65") == "51–65"


def test_a_range_below_zero_keeps_its_signs_apart() -> None:
    low, high = texts([-0.05, 0.04], Unit.SHARE, "en")
    assert span(low, high) == "−5.0% – 4.0%"
