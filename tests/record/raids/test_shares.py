"""Stop shares: what the published totals teach, and what they cannot."""

from datetime import date

import pytest
from scipy import stats

from oberih.record.raids.shares import PRIOR_MEAN, PublishedRaid, published_raids, stop_share
from oberih.terms.kinds import KINDS

DAY = date(2022, 12, 5)


def test_published_totals_are_possible_and_sourced() -> None:
    for raid in published_raids():
        assert 0 <= raid.stopped <= raid.launched
        assert raid.source.startswith("https://")


def test_the_raid_itself_teaches_nothing() -> None:
    """What was stopped on the day is compared with the model's answer, so it may not stand behind it."""
    others = [raid for raid in published_raids() if raid.kind == "cruise" and raid.date != DAY]
    loud = PublishedRaid(DAY, "cruise", 70, 0, "https://example.org")
    assert stop_share("cruise", DAY, others) == stop_share("cruise", DAY, [*others, loud])


def test_wider_than_binomial() -> None:
    share = stop_share("cruise", DAY)
    alpha, beta = share.beta
    assert stats.betabinom(70, alpha, beta).std() > 1.5 * stats.binom(70, share.mean).std()


def test_nearer_raids_weigh_more() -> None:
    far = PublishedRaid(date(2022, 6, 1), "cruise", 50, 10, "https://example.org")
    near = PublishedRaid(date(2022, 12, 1), "cruise", 50, 45, "https://example.org")
    assert stop_share("cruise", DAY, [far, near]).mean > 0.75


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("day", [None, date(2022, 10, 1), DAY, date(2024, 6, 1)])
def test_a_law_for_every_kind_and_day(kind, day) -> None:
    share = stop_share(kind, day)
    assert min(share.beta) > 0
    mean, variance = stats.beta(*share.beta).stats()
    assert mean == pytest.approx(share.mean)
    assert variance**0.5 == pytest.approx(share.sd)


def test_without_a_raid_the_assumption_stands() -> None:
    assert stop_share("cruise", DAY, []).mean == PRIOR_MEAN["cruise"]
