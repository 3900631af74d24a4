"""The whole history of civicpulse: what is predicted of the releases is what a server answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import pytest

from civicpulse.releases import RELEASES
from migration_safety.core.releases.compatibility import Order
from migration_safety.reading.graph.select import Selection, Wanted, select
from tests.compatibility.releases import contradictions, paired, tried
from tests.plugins.servers import Server


def whole() -> Selection:
    """The history of civicpulse."""
    return select(Wanted(everything=True), "default")


def test_no_prediction_contradicts_the_server(server: Server, reachable: None) -> None:
    predicted, seen = tried(whole(), server)
    assert sum(1 for _ in paired(predicted, seen)) > 500
    assert contradictions(predicted, seen) == []


def test_no_prediction_of_a_deploy_contradicts_the_server(newest: Server, reachable: None) -> None:
    predicted, seen = tried(whole(), newest, deploy=True)
    assert sum(1 for _ in paired(predicted, seen)) > 100
    assert contradictions(predicted, seen) == []


def between(release: str, following: str) -> Selection:
    """The migrations of one release of civicpulse, after all of those before it."""
    history = whole()
    done, todo = (upto(RELEASES[each]) for each in (release, following))
    return replace(history, selected=frozenset(todo - done) & history.selected)


def upto(ends: Mapping[str, str]) -> set[tuple[str, str]]:
    """The migrations that a release has, by the numbers that their names begin with."""
    return {
        (each.app_label, each.name)
        for each in whole().migrations
        if each.app_label in ends and each.name <= ends[each.app_label]
    }


@pytest.mark.parametrize(("release", "following"), list(pairwise(RELEASES)))
def test_each_release_of_civicpulse_is_one_deploy(
    release: str, following: str, newest: Server, reachable: None
) -> None:
    predicted, seen = tried(between(release, following), newest, deploy=True)
    assert contradictions(predicted, seen) == []
    assert seen.compatibility is not None
    assert seen.compatibility.tried > 0


def test_what_a_release_forgot_the_next_one_drops_in_peace(newest: Server, reachable: None) -> None:
    history = whole()
    steps = ("0004_forget_party_code", "0005_drop_party_code")
    chosen = replace(history, selected=frozenset(("voters", each) for each in steps))
    _, seen = tried(chosen, newest)
    orders = [each.compatibility.order for each in seen.migrations if each.compatibility]
    assert orders == [Order.SCHEMA_FIRST, Order.EITHER]
