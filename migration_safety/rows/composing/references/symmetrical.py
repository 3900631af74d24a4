"""Symmetrical many-to-many tables: who is somebody's friend has that one for a friend."""

from __future__ import annotations

from typing import Any

from migration_safety.rows.composing.sheet import Sheet
from migration_safety.rows.composing.uniqueness.distinct import TooFewError
from migration_safety.rows.models import Model
from migration_safety.rows.sources.numbered.permuted import Permuted
from migration_safety.rows.sources.numbered.shifted import Shifted
from migration_safety.rows.sources.referring.apart import Apart
from migration_safety.rows.sources.referring.mirrored import Mirrored


def put_symmetrical(sheet: Sheet) -> None:
    """Both rows of each pair, as Django writes them; raises TooFewError where there are not so
    many pairs."""
    columns = _columns(sheet.model)
    if not columns or not set(columns) <= set(sheet.free):
        return
    has = sheet.relations[columns[0]]
    before = has.before if sheet.grown(columns[0]) else 0
    rows = has.rows - before
    if has.key is None or rows < 2:
        return
    key = Shifted(has.key, before) if before else has.key
    apart = Apart(columns, key, rows, rising=True)
    start = sheet.start(columns)
    source = Mirrored(Permuted(columns, (apart,), (apart.capacity,), start))
    unique = [each for each in sheet.constraints.uniques if set(each.columns) == set(columns)]
    if unique and source.capacity < sheet.wanted.end - start:
        wanted = sheet.wanted.end - start
        raise TooFewError(sheet.label, wanted, unique[0], source.capacity)
    sheet.put(source)


def _columns(through: Model) -> tuple[str, str] | None:
    """Those of a many-to-many table that Django keeps for a symmetrical field."""
    owner: Any = through._meta.auto_created
    for field in owner._meta.local_many_to_many if owner else ():
        if field.remote_field.through is through and field.remote_field.symmetrical:
            return field.m2m_column_name(), field.m2m_reverse_name()
    return None
