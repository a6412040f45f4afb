"""Presets of queues: dated, checked, every fault at once."""

from datetime import date

import numpy as np
import pytest

from oberih.outage.presets import load_preset, preset_on, read_preset, shipped
from oberih.terms.errors import ScenarioError

GOOD = """
id = "mine"
country = "XX"
since = 2020-01-01
zone = "Europe/Kyiv"
queues = 2
least_block_h = 1
usual_block_h = 2
most_block_h = 3
critical_share = 0.1
"""


def faults(text):
    with pytest.raises(ScenarioError) as caught:
        read_preset(text, "mine.toml")
    assert all(each.where == "mine.toml" for each in caught.value.faults)
    assert all(each.text("uk") != each.text("en") for each in caught.value.faults)
    return [each.key.removeprefix("queues.") for each in caught.value.faults]


def test_each_shipped_preset_is_whole():
    assert [each.id for each in shipped()] == ["eskom", "ua-2022", "ua-2023"]
    for preset in shipped():
        assert preset.n == preset.queues * preset.parts == len(set(preset.names))
        assert preset.part_shares.sum() == pytest.approx(1)


@pytest.mark.parametrize(
    ("day", "found"),
    [((2022, 2, 1), "ua-2022"), ((2022, 12, 5), "ua-2022"), ((2023, 10, 31), "ua-2022"), ((2023, 11, 1), "ua-2023")],
)
def test_a_day_has_its_preset(day, found):
    assert preset_on(date(*day)).id == found


def test_names_are_those_people_know():
    assert load_preset("ua-2023").names[:3] == ("1.1", "1.2", "2.1")
    assert load_preset("ua-2022").names == ("1", "2", "3")


def test_a_preset_may_list_its_queues():
    preset = read_preset(GOOD + '[[queue]]\nname="a"\nshare=3\n[[queue]]\nname="b"\nshare=1\n', "mine.toml")
    assert preset.names == ("a", "b")
    assert np.allclose(preset.part_shares, [0.75, 0.25])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("queues = ", ["unreadable"]),
        (GOOD.replace("queues = 2", "queues = 0"), ["number"]),
        (GOOD + "slot_minutes = 50\n", ["grid"]),
        (GOOD + "colour = 1\n", ["unknown"]),
        (GOOD.replace('id = "mine"\n', ""), ["missing"]),
        (GOOD.replace("usual_block_h = 2", "usual_block_h = 4"), ["blocks"]),
        (GOOD + "exempt_share = 0.95\n", ["nothing_left"]),
        (GOOD.replace("2020-01-01", '"soon"'), ["day"]),
        (GOOD.replace("Europe/Kyiv", "Europe/Kitezh"), ["zone"]),
        (GOOD + "night = [5, 2]\n", ["span"]),
        (GOOD + 'queue = ["a"]\n', ["list"]),
        (GOOD + '[[queue]]\nname="a"\n', ["count"]),
        (GOOD + '[[queue]]\nname="a"\n[[queue]]\nname="a"\n', ["twice"]),
        (GOOD + '[[queue]]\nname="a"\n[[queue]]\nname="b"\nshare=0\n', ["no_load"]),
        (GOOD + '[[queue]]\nname="a"\nfeeders=["f1"]\n[[queue]]\nname="b"\nfeeders=["f1"]\n', ["overlap"]),
        (GOOD.replace("queues = 2", "queues = true") + "slot_minutes = 7\nhue = 2\n", ["unknown", "number", "grid"]),
    ],
)
def test_what_is_wrong_is_named(text, found):
    assert faults(text) == found


def test_a_preset_that_is_not_there():
    with pytest.raises(ScenarioError, match="there are eskom, ua-2022, ua-2023"):
        load_preset("ua-1999")
    with pytest.raises(ScenarioError, match="cannot be read"):
        load_preset("not/there.toml")
