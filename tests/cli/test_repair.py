"""`oberih repair` as a user meets it: the answer told and as JSON, refusals with a remedy."""

import json

CASE = "pglib_opf_case24_ieee_rts"
DAMAGE = ("--damaged-branches", "5,7,10", "--damaged-gens", "1,9,12,22,33")


def test_the_order_is_told_in_both_languages_and_as_json(say):
    told = say("repair", CASE, *DAMAGE, "--json")
    answer = json.loads(told.out)
    assert told.code == 0
    assert answer["exact"]
    assert {each["name"] for each in answer["order"]} == {"b5", "b7", "b10", "g1", "g9", "g12", "g22", "g33"}
    assert answer["ens_mwh"] == answer["bound_mwh"] < answer["rules"]["gain"]["ens_mwh"]
    for lang, words in (("en", "Exact: no order"), ("uk", "Точно: жодна черга")):
        shown = say("repair", CASE, *DAMAGE, "--crews", "2", "--lang", lang)
        assert shown.code == 0
        assert words in shown.out


def test_a_state_of_a_file_and_hours_of_each(say, door):
    (door.here / "states.json").write_text(
        '{"states": [{"branches_out": [11], "gens_out": [22, 23]}]}', encoding="utf-8"
    )
    told = say("repair", CASE, "--states", "states.json", "--hours-each", "3,1,2", "--json")
    assert sorted(each["end_h"] - each["start_h"] for each in json.loads(told.out)["order"]) == [1, 2, 3]
    refused = say("repair", CASE, "--states", "states.json", "--state", "2", "--json")
    assert refused.code == 2


def test_a_refusal_names_all_faults_and_prints_no_answer(say):
    refused = say("repair", CASE, "--damaged-branches", "99", "--crews", "0", "--lang", "en", "--json")
    assert refused.code == 2
    assert refused.out == ""
    assert "row 99 does not exist" in refused.err
    assert "--crews 0" in refused.err
