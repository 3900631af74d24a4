"""The world of a switch, on servers that nobody else uses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.blue_green.switching.world import World, following
from tests.plugins.private_pairs import PrivatePair


@pytest.fixture
def world(private_pair: PrivatePair, tmp_path: Path) -> World:
    blue, green = (side.conninfo for side in private_pair.sides)
    made = World(tmp_path, blue, green)
    following(made)
    return made
