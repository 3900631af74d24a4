"""What SQLite keeps as text alone says as much as PostgreSQL's catalog: the same rows come."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection, models
from django.db.models import CheckConstraint, Q

from migration_safety.flows.volume.request import Request
from migration_safety.flows.volume.seeding import seed
from migration_safety.reading.replay import confined
from tests.seeding.filled.conftest import Emptying
from tests.seeding.filled.shop import Model, create, forget, model


def codes(entry: Model) -> list[Any]:
    create([entry])
    name = str(connection.settings_dict["NAME"])
    seed(Request(rows={"shop.Entry": 300}, confirm=name, workers=1))
    return [*entry._default_manager.order_by("pk").values_list("code", flat=True)]


@pytest.mark.parametrize(
    "condition",
    [
        Q(code__regex=r"^[A-Z]{3}-[0-9]{4}$"),
        Q(code__iregex=r"^[a-z]{5}$"),
        Q(code__startswith="x_y"),
        Q(code__regex=r"^it's [0-9]{4}$"),
    ],
    ids=["regex", "iregex", "startswith", "quoted"],
)
def test_unique_texts_that_match_a_pattern(
    emptying: Emptying, tmp_path: Path, condition: Q
) -> None:
    meta: dict[str, object] = {"constraints": [CheckConstraint(condition=condition, name="form")]}
    code: dict[str, Any] = {"code": models.CharField(max_length=20, unique=True)}
    with emptying:
        ours = codes(model("Entry", meta=meta, **code))
    file = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "db")}
    with confined("default", file):
        theirs = codes(model("Entry", meta=meta, **code))
        forget()

    assert len(ours) == 300
    assert theirs == ours
