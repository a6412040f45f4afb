"""Promises into options: what a report promises, what a list says, and what cannot be played."""

import json

import pytest

from oberih.plan.pledges import KINDS, as_option, read_pledges
from oberih.terms.errors import InputError


def fact(kind, **more):
    return {"type": "commitment", "kind": kind, "quote": f"the {kind}", "speaker": "Austin", **more}


def read(tmp_path, tree, standing=("NASAMS",), known=("NASAMS", "Hawk", "IRIS-T-SLM", "mobile-group")):
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(tree), encoding="utf-8")
    return read_pledges(path, standing, known)


def test_commitments_are_found_wherever_they_stand(tmp_path):
    one = {"published": "2022-12-06", "facts": [fact("munitions for NASAMS"), {"type": "count", "kind": "uav"}]}
    found, left = read(tmp_path, [one, {"facts": [fact("counter-UAS capability"), fact("munitions for NASAMS")]}])
    assert [each.name for each in found] == ["munitions for NASAMS", "counter-UAS capability"]
    assert found[0].adds[0].add == "rounds"
    assert found[0].promised == "2022-12-06"
    assert found[0].by == "Austin"
    assert len(found[1].adds) == 4
    assert left == []


def test_systems_are_units_and_what_is_unknown_is_left_and_said(tmp_path):
    found, left = read(tmp_path, [fact("Hawk", n=2), fact("IRIS-T"), fact("Crotale"), fact("munitions for Patriot")])
    assert [len(each.adds) for each in found] == [2, 1]
    assert found[1].adds[0].of == "IRIS-T-SLM"
    assert [each.kind for each in left] == ["Crotale", "munitions for Patriot"]
    option = as_option(found[0], 0, 3, ("XO-01", "XO-02"), ("NASAMS",))
    assert option.lead_days.mid == 14
    assert option.adds[0].regions == ("XO-01", "XO-02")
    assert as_option(found[0], 0, 1, ("XO-01",), ("Hawk",)).adds[0].regions == ()


def test_every_kind_that_is_assumed_is_a_right_change(tmp_path):
    found, left = read(tmp_path, [fact(kind) for kind in KINDS])
    assert len(found) == len(KINDS)
    assert not left


def test_a_list_of_ones_own(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('[[pledge]]\nname = "Two transformers"\nby = "a neighbour"\n'
                    'adds = { add = "spares", asset_class = "substation", n = 2 }\n', encoding="utf-8")  # fmt: skip
    (pledge,), left = read_pledges(path, (), ())
    assert pledge.by == "a neighbour"
    assert left == []
    path.write_text(path.read_text(encoding="utf-8").replace("n = 2", "n = 0"), encoding="utf-8")
    with pytest.raises(InputError, match="≥ 1"):
        read_pledges(path, (), ())


def test_what_is_no_list_of_promises_is_refused(tmp_path):
    path = tmp_path / "facts.json"
    for text, words in (("{", "not valid JSON"), ('{"facts": []}', "no promise stands"), ("[1, 2]", "no promise")):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=words):
            read_pledges(path, (), ())
    with pytest.raises(InputError, match="cannot be read"):
        read_pledges(tmp_path / "none.json", (), ())
