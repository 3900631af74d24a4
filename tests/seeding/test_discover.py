"""Which factories a project has."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from migration_safety.errors import VolumeError
from migration_safety.rows.factories.discover import discover
from tests.seeding import sample_factories as sample

SAMPLE = "tests.seeding.sample_factories"
SEVERAL = """
from factory.django import DjangoModelFactory
from civicpulse.people.models import Tag
from tests.seeding.sample_factories import PersonFactory


class {name}(DjangoModelFactory):
    class Meta:
        model = Tag


class OtherTagFactory({name}):
    class Meta:
        abstract = {abstract}


class ThirdTagFactory({name}):
    pass


class Parent(DjangoModelFactory):
    class Meta:
        model = "people.Household"
        abstract = True
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A module `own_factories`, empty as yet."""
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path / "own_factories.py"
    sys.modules.pop("own_factories", None)


def test_a_class_is_found_by_its_name() -> None:
    assert discover([f"{SAMPLE}.UserFactory"])["accounts.User"] is sample.UserFactory


def test_all_of_a_module_are_found_by_its_name(module: Path) -> None:
    module.write_text(SEVERAL.format(name="TagFactory", abstract=True))
    assert discover(["own_factories"])["people.Tag"].__name__ == "TagFactory"


def test_abstract_and_imported_ones_are_left_out(module: Path) -> None:
    module.write_text(SEVERAL.format(name="TagFactory", abstract=True))
    assert not {"people.Household", "people.Person"} & set(discover(["own_factories"])) - set(
        discover()
    )


def test_several_for_one_model_are_named(module: Path) -> None:
    module.write_text(SEVERAL.format(name="FirstTagFactory", abstract=False))
    with pytest.raises(
        VolumeError,
        match=r"people\.Tag has several factories: own_factories\.FirstTagFactory, "
        r"own_factories\.OtherTagFactory, own_factories\.ThirdTagFactory\. Name one",
    ):
        discover(["own_factories"])


def test_the_one_that_is_named_goes_before_those_that_are_found(module: Path) -> None:
    module.write_text(SEVERAL.format(name="FirstTagFactory", abstract=False))
    found = discover(["own_factories.ThirdTagFactory"])
    assert found["people.Tag"].__name__ == "ThirdTagFactory"


def test_a_module_that_fails_is_named_with_its_error(module: Path) -> None:
    module.write_text("import no_such_module")
    with pytest.raises(VolumeError, match=r"own_factories cannot be imported: ModuleNotFound"):
        discover(["own_factories"])


def test_a_name_that_is_no_factory_is_answered_with_the_nearest() -> None:
    with pytest.raises(VolumeError, match=r"Did you mean 'UserFactory'\?"):
        discover([f"{SAMPLE}.UsersFactory"])
