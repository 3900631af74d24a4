"""What the encoder writes is what saving would have stored, proved by reading it back."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.postgres import fields as postgres
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange, NumericRange
from django.db.models.functions import Now
from django.test.utils import isolate_apps
from django.utils.translation import gettext_lazy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types import TypeInfo
from psycopg.types.hstore import register_hstore

from migration_safety.core.volume.cell import escaped, text_of
from migration_safety.databases.postgresql.load.encoding import Encoder
from migration_safety.errors import VolumeError
from tests.plugins.servers import Server
from tests.postgresql.load.conftest import Connecting

AVAILABLE = "SELECT FROM pg_available_extensions"
UTC = datetime.UTC
BERLIN = ZoneInfo("Europe/Berlin")
NASTY = ["\\N", "\\.", "\\", "\\t", "\t\n\r\x0b\x08", "", " ", "%s %", '{"a",NULL}', "é🙂\u2028"]
QUARTER = (
    datetime.datetime(2024, 1, 1, tzinfo=UTC),
    datetime.datetime(2024, 4, 1, tzinfo=UTC),
)


class Colour(models.TextChoices):
    RED = "r\td", "Red"


class Rank(models.IntegerChoices):
    LOW = -1


class Wrapped(models.TextField):  # type: ignore[type-arg]
    """A field whose SQL is more than the value."""

    def get_placeholder_sql(self, value: object, *_: object) -> tuple[str, list[object]]:
        return "reverse(%s)", [value]


def array(of: models.Field[Any, Any]) -> models.Field[Any, Any]:
    return postgres.ArrayField(of)


VALUES: dict[str, tuple[models.Field[Any, Any], list[Any]]] = {
    "text": (models.TextField(null=True), [*NASTY, None]),
    "char": (models.CharField(max_length=30), [*NASTY, Colour.RED]),
    "integer": (models.IntegerField(null=True), [0, -1, 2**31 - 1, -(2**31), Rank.LOW, None]),
    "big": (models.BigIntegerField(), [2**63 - 1, -(2**63), 1]),
    "small": (models.PositiveSmallIntegerField(), [0, 32767]),
    "float": (models.FloatField(), [0.1, -1e300, 1e-300, float("inf")]),
    "decimal": (models.DecimalField(max_digits=12, decimal_places=3), [Decimal("-1.005"), 0]),
    "boolean": (models.BooleanField(null=True), [True, False, None]),
    "date": (models.DateField(), [datetime.date(1, 1, 1), datetime.date(9999, 12, 31)]),
    "time": (models.TimeField(), [datetime.time(23, 59, 59, 999999)]),
    "datetime": (
        models.DateTimeField(),
        [
            datetime.datetime(2024, 2, 29, 12, 30, 1, 5, tzinfo=UTC),
            datetime.datetime(2024, 7, 1, 2, 30, tzinfo=BERLIN),
        ],
    ),
    "duration": (
        models.DurationField(),
        [
            datetime.timedelta(days=-1, microseconds=1),
            datetime.timedelta(weeks=400, hours=-3),
            datetime.timedelta(0),
        ],
    ),
    "uuid": (models.UUIDField(), [uuid.UUID(int=1)]),
    "json": (
        models.JSONField(null=True),
        [{"a": [1, None, {"b\t\n": '"\\N'}]}, [], "text", 0, False, {}, None],
    ),
    "binary": (models.BinaryField(), [b"", b"\x00\xff\\\t\n\\N"]),
    "ip": (models.GenericIPAddressField(null=True), ["10.0.0.1", "2001:db8::1", None]),
    "texts": (array(models.TextField(null=True)), [[*NASTY, None, "NULL", "a,b"], [], [None]]),
    "chars": (array(models.CharField(max_length=9)), [[Colour.RED, 'say "x"']]),
    "matrix": (array(array(models.IntegerField())), [[[1, -2], [3, 70000]], []]),
    "jsons": (array(models.JSONField()), [[{"a": ['"', "\\"]}, 1]]),
    "uuids": (array(models.UUIDField()), [[uuid.UUID(int=1), uuid.UUID(int=2)]]),
    "ips": (array(models.GenericIPAddressField()), [["10.0.0.1"]]),
    "moments": (array(models.DateTimeField()), [list(QUARTER)]),
    "decimals": (array(models.DecimalField(max_digits=9, decimal_places=1)), [[Decimal("1.5")]]),
    "numbers": (
        postgres.IntegerRangeField(),
        [NumericRange(1, 9), NumericRange(None, 9), NumericRange(empty=True), NumericRange()],
    ),
    "decimal_range": (postgres.DecimalRangeField(), [NumericRange(Decimal("0.5"), None, "(]")]),
    "period": (postgres.DateTimeRangeField(), [DateTimeTZRange(*QUARTER), DateTimeTZRange()]),
    "periods": (array(postgres.DateTimeRangeField()), [[DateTimeTZRange(*QUARTER)]]),
}


@pytest.fixture(autouse=True)
def _isolated() -> Iterator[None]:
    with isolate_apps():
        yield


def model_of(field: models.Field[Any, Any]) -> Any:
    """A model whose one column is of this field."""
    meta = type("Meta", (), {"app_label": "tests", "db_table": "box"})
    return type("Box", (models.Model,), {"__module__": __name__, "Meta": meta, "value": field})


def made(connection: BaseDatabaseWrapper, field: models.Field[Any, Any]) -> Any:
    """The model, with its table."""
    model = model_of(field.clone())
    with connection.schema_editor() as editor:
        editor.create_model(model)
    return model


def stored(connection: BaseDatabaseWrapper, model: Any, values: list[Any]) -> list[Any]:
    """The values as the ORM reads them after COPY has written their cells."""
    encoder, field = Encoder(connection), model._meta.get_field("value")
    lines = [encoder.encode(field, value) + b"\n" for value in values]
    with connection.cursor() as cursor, cursor.copy("COPY box (value) FROM STDIN") as copy:
        copy.write(b"".join(lines))
    return list(model.objects.order_by("id").values_list("value", flat=True))


@pytest.mark.parametrize("name", VALUES)
def test_what_copy_stores_is_what_was_given(connection: BaseDatabaseWrapper, name: str) -> None:
    field, values = VALUES[name]
    model = made(connection, field)
    found = stored(connection, model, values)
    assert [bytes(each) if name == "binary" else each for each in found] == values


def test_copy_stores_what_saving_stores(connection: BaseDatabaseWrapper) -> None:
    model = made(connection, models.DecimalField(max_digits=5, decimal_places=2))
    saved = model.objects.create(value=1.5)
    saved.refresh_from_db()
    assert stored(connection, model, [1.5]) == [saved.value, saved.value]


def test_a_naive_time_is_taken_in_the_time_zone_of_the_project(
    newest: Server, connecting: Connecting
) -> None:
    with connecting(newest) as connection:
        model = made(connection, models.DateTimeField())
        with pytest.warns(RuntimeWarning, match="naive"):
            (found,) = stored(connection, model, [datetime.datetime(2024, 1, 1)])
    assert found.tzinfo is not None


def test_a_naive_time_stays_as_it_is_without_time_zones(
    newest: Server, connecting: Connecting, settings: Any
) -> None:
    settings.USE_TZ = False
    settings.TIME_ZONE = "Europe/Berlin"
    moment = datetime.datetime(2024, 1, 1, 12, 30)
    with connecting(newest) as connection:
        model = made(connection, models.DateTimeField())
        assert stored(connection, model, [moment]) == [moment]
        cell = Encoder(connection).encode(model._meta.get_field("value"), moment)
    assert cell == b"2024-01-01 12:30:00+01:00"


def test_the_null_of_json_is_no_null_of_sql(newest: Server, connecting: Connecting) -> None:
    with connecting(newest) as connection:
        field = made(connection, models.JSONField(null=True))._meta.get_field("value")
        null = models.Value(None, models.JSONField())
        assert Encoder(connection).encode(field, null) == b"null"
        assert Encoder(connection).encode(field, None) == b"\\N"


def test_hstore(connection: BaseDatabaseWrapper) -> None:
    session = connection.connection
    if session.execute(f"{AVAILABLE} WHERE name = 'hstore'").fetchone() is None:
        pytest.skip("this server has no hstore")
    session.execute("CREATE EXTENSION hstore SCHEMA pg_catalog")
    register_hstore(TypeInfo.fetch(session, "hstore"), session)
    model = made(connection, postgres.HStoreField())
    values = [{"a\t": '"\\N"', "b": None}, {}]
    assert stored(connection, model, values) == values
    session.execute("DROP EXTENSION hstore CASCADE")


def test_a_lazy_text(newest: Server, connecting: Connecting) -> None:
    with connecting(newest) as connection:
        model = made(connection, models.TextField())
        assert stored(connection, model, [gettext_lazy("Monday")]) == ["Monday"]


def test_a_field_with_sql_of_its_own_has_the_server_evaluate_it(
    newest: Server, connecting: Connecting
) -> None:
    field = model_of(Wrapped())._meta.get_field("value")
    with connecting(newest) as connection:
        assert Encoder(connection).encode(field, "a\tb") == b"b\\ta"


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        (models.DateTimeField(), Now(), "got an expression of the database, Now"),
        (models.IntegerField(), "secret", r"does not take a value of type str \(ValueError\)"),
        (models.TextField(), "nul\x00", r"does not take a value of type str \(DataError\)"),
        (models.JSONField(), {1j}, r"does not take a value of type set \(TypeError\)"),
    ],
)
def test_a_value_that_cannot_be_stored_is_refused_without_being_shown(
    newest: Server,
    connecting: Connecting,
    field: models.Field[Any, Any],
    value: object,
    problem: str,
) -> None:
    bound = model_of(field.clone())._meta.get_field("value")
    with connecting(newest) as connection, pytest.raises(VolumeError, match=problem) as caught:
        Encoder(connection).encode(bound, value)
    assert "tests.Box.value" in caught.value.problem
    assert "secret" not in str(caught.value)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))))
def test_every_text_comes_back(newest: Server, connecting: Connecting, texts: list[str]) -> None:
    with connecting(newest) as connection:
        cells = [escaped(text.encode()) for text in texts]
        assert [text_of(cell) for cell in cells] == texts
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE box (id serial, value text)")
            with cursor.copy("COPY box (value) FROM STDIN") as copy:
                copy.write(b"".join(cell + b"\n" for cell in cells))
            cursor.execute("SELECT value FROM box ORDER BY id")
            assert [value for (value,) in cursor.fetchall()] == texts
