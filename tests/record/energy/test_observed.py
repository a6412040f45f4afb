"""What a row says of emergency cuts: seen, not seen, or unknown; an empty list never means "none"."""

import pytest

from oberih.record.energy.observed import OBSERVED, mentioned, observed

NAMED = ("UA-12", "UA-63")


def counted(*columns):
    """(seen, not seen, unknown) over the regions."""
    found = list(observed(columns).values())
    return found.count(1), found.count(0), found.count(None)


def test_crimea_sevastopol_and_luhansk_are_not_observed():
    assert len(OBSERVED) == 24
    assert not {"UA-43", "UA-40", "UA-09"} & set(OBSERVED)


@pytest.mark.parametrize(
    ("named", "scope", "expected"),
    [
        ((), "all", (24, 0, 0)),
        (NAMED, "all (listed = most affected)", (24, 0, 0)),
        ((), "all during the raid", (24, 0, 0)),
        ((), "nationwide", (24, 0, 0)),
        ((), "none reported", (0, 24, 0)),
        ((), "none; controlled restrictions in all regions 18:00-23:00", (0, 24, 0)),
        ((), "emergency outages not applied", (0, 24, 0)),
        (NAMED, "listed", (2, 22, 0)),
        (NAMED, "listed, until evening; restrictions also in Odesa", (2, 21, 1)),
        (NAMED, "2 regions", (2, 22, 0)),
        (NAMED, "9 regions", (2, 0, 22)),
        (NAMED, "nine more oblasts", (2, 0, 22)),
        (NAMED, "several regions; two named (one secondary source)", (2, 0, 22)),
        (NAMED, "most", (2, 0, 22)),
        ((), "most", (0, 0, 24)),
        ((), "limits in all regions; emergency outages not listed", (0, 0, 24)),
        ((), "", (0, 0, 24)),
        (NAMED, "", (2, 0, 22)),
        (NAMED, "all but UA-07, UA-21, UA-46 from 09:00 (listed = named)", (21, 3, 0)),
        ((), "all except Lviv and Volyn", (22, 2, 0)),
    ],
)
def test_a_scope_says_what_its_list_is(named, scope, expected):
    assert counted((named, scope), ((), "")) == expected


def test_either_day_counts_and_an_open_one_leaves_the_rest_unknown():
    assert counted((("UA-12",), "listed"), (("UA-63",), "listed")) == (2, 22, 0)
    assert counted(((), "none"), ((), "most")) == (0, 0, 24)
    assert counted(((), "all"), (("UA-63",), "listed")) == (24, 0, 0)
    assert counted((("UA-12",), "several"), ((), "none; hourly outages")) == (1, 0, 23)


def test_kyiv_alone_may_be_the_city_or_the_oblast():
    assert mentioned("possible in Kyiv") == {"UA-30", "UA-32"}
    assert mentioned("Kirovohrad and UA-99") == {"UA-35"}
