"""The picture of a rehearsal."""

from __future__ import annotations

from xml.etree import ElementTree

from migration_safety.core.deployment.rehearsal import Moment, Rehearsal, Span
from migration_safety.reports.timeline import FAILED, picture

FOUND = Rehearsal(
    "gate",
    18,
    200.0,
    2,
    "old",
    "new",
    spans=(Span("holding", 0.1, 0.05), Span("a<b", 0.2, 0.1, backward=True)),
    moments=(Moment(0.0, 20, 0, 0, 0.01), Moment(0.1, 0, 19, 1, 0.2)),
)


def rectangles(svg: str) -> list[str]:
    return [
        each.get("fill", "") for each in ElementTree.fromstring(svg).iter() if "rect" in each.tag
    ]


def test_it_is_xml_whatever_states_are_called() -> None:
    assert ElementTree.fromstring(picture(FOUND)).tag.endswith("svg")


def test_each_tenth_of_a_second_and_each_state_has_a_bar() -> None:
    assert len(rectangles(picture(FOUND))) == 4


def test_a_failed_request_is_red() -> None:
    assert rectangles(picture(FOUND)).count(FAILED) == 1


def test_a_name_that_would_leave_the_picture_stands_before_its_bar() -> None:
    svg = ElementTree.fromstring(picture(FOUND))
    texts = {each.text: each.get("text-anchor") for each in svg.iter() if each.get("text-anchor")}
    assert texts == {"holding": "start", "a<b": "end"}


def test_it_says_what_it_shows() -> None:
    assert "worst latency of each tenth of a second" in picture(FOUND)
    assert ">0 s</text>" in picture(FOUND)


def test_of_a_rehearsal_that_has_not_begun_there_is_an_empty_one() -> None:
    assert rectangles(picture(Rehearsal("gate", 18, 200.0, 2, "old", "new"))) == []
