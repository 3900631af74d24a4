"""The same seed gives the same prototypes, in whatever process."""

from __future__ import annotations

import os
import random
import secrets
import subprocess
import sys
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import factory
import pytest

from civicpulse.cms.models import Document
from migration_safety.rows.factories.still.frozen_world import frozen_world
from tests.seeding.built import PRESENT, built
from tests.seeding.sample_factories import RestlessFactory

ROOT = Path(__file__).resolve().parents[2]
PRINT = """
import django
django.setup()
from tests.seeding import sample_factories as sample
from tests.seeding.built import built, must_differ
from django.apps import apps
factories = {each._meta.model: each for each in (sample.RestlessFactory, sample.EntryFactory)}
for model in apps.get_models():
    if model.__module__.startswith("civicpulse."):
        print(built(model, factories.get(model), unique=must_differ(model)).rows)
"""


def printed(hash_seed: str) -> str:
    """All prototypes of civicpulse, as another process builds them."""
    environment = os.environ | {
        "PYTHONHASHSEED": hash_seed,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.run(
        [sys.executable, "-c", PRINT],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def drawn() -> tuple[object, ...]:
    """What chance and the clock say, in every way there is."""
    return (
        random.random(),
        random.Random().random(),
        random.SystemRandom().random(),
        os.urandom(4),
        secrets.token_hex(),
        uuid.uuid4(),
        uuid.uuid1(),
        datetime.now(UTC),
        factory.Faker("name").evaluate(None, None, {"locale": None}),
    )


def test_two_processes_build_the_same() -> None:
    first = printed("1")
    assert len(first) > 10_000
    assert printed("2") == first


def test_one_process_builds_the_same_twice() -> None:
    first = built(Document, RestlessFactory)
    assert built(Document, RestlessFactory) == first


def test_another_seed_builds_something_else() -> None:
    first = built(Document, RestlessFactory)
    assert built(Document, RestlessFactory, seed="other") != first


def test_chance_and_time_follow_the_seed() -> None:
    with frozen_world("a", PRESENT):
        first = drawn()
    with frozen_world("a", PRESENT):
        assert drawn() == first


def test_another_seed_has_other_chances() -> None:
    with frozen_world("a", PRESENT):
        first = drawn()
    with frozen_world("b", PRESENT):
        assert not set(drawn()) & (set(first) - {PRESENT})


def test_the_time_stands_still() -> None:
    with frozen_world(1, PRESENT):
        assert datetime.now(UTC) == PRESENT


def test_all_is_as_before_afterwards() -> None:
    state, urandom, seed = random.getstate(), os.urandom, random.Random.seed
    with pytest.raises(KeyError), frozen_world(1, PRESENT):
        raise KeyError
    assert (random.getstate(), os.urandom, random.Random.seed) == (state, urandom, seed)
    assert secrets.token_hex() != secrets.token_hex()
    assert datetime.now(UTC) - PRESENT > timedelta(days=1)
