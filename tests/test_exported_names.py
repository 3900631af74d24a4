"""The public names are sorted, exist, and cost nothing until they are used."""

from __future__ import annotations

import subprocess
import sys

import pytest

import migration_safety


def test_they_are_sorted() -> None:
    assert migration_safety.__all__ == sorted(migration_safety.__all__)


@pytest.mark.parametrize("name", migration_safety.__all__)
def test_each_exists(name: str) -> None:
    assert getattr(migration_safety, name).__name__ == name


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        migration_safety.nonsense  # noqa: B018


def test_importing_the_package_loads_nothing_else() -> None:
    script = "import sys, migration_safety; print(*(m for m in sys.modules if 'migration' in m))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["migration_safety"]


def test_a_check_loads_no_maker_of_rows() -> None:
    script = "import sys, migration_safety; migration_safety.study; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert {"faker", "factory", "time_machine"}.isdisjoint(done.stdout.split())
