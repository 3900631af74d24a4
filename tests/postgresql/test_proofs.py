"""What spares PostgreSQL a scan is named; what only looks like it is not believed."""

from __future__ import annotations

import pytest
from django.db import connections

from migration_safety.databases.postgresql.dialect import Dialect
from migration_safety.databases.postgresql.grammar import statements
from migration_safety.databases.postgresql.schema.clauses import clauses, implied

BASE = """
CREATE TABLE person (id bigint PRIMARY KEY, phone text, email text, born date);
CREATE TABLE other (id bigint PRIMARY KEY, phone text);
"""
SET_NOT_NULL = "ALTER TABLE person ALTER phone SET NOT NULL"
ADD = "ALTER TABLE person ADD CONSTRAINT phone_set CHECK ({}) NOT VALID"
VALIDATE = "ALTER TABLE person VALIDATE CONSTRAINT phone_set"
RENAME = "ALTER TABLE person RENAME {} TO {};"
FILLED = ADD.format("phone IS NOT NULL")


def read(*migrations: str) -> list[tuple[str, str]]:
    """Each string is a migration of shop; shapes and proofs of the last one's actions."""
    dialect = Dialect(connections["default"], 18)
    for number, sql in enumerate((BASE, *migrations)):
        dialect.begin(f"shop.{number:04}")
        readings = dialect.read(sql)
    return [(action.shape, action.proof) for each in readings for action in each.actions]


@pytest.mark.parametrize(
    "before",
    [
        (FILLED, VALIDATE),
        (f"{FILLED}; {VALIDATE}",),
        (ADD.format("phone IS NOT NULL AND id > 0"), VALIDATE),
        (FILLED, VALIDATE, RENAME.format("phone", "p") + RENAME.format("p", "phone")),
        (FILLED, VALIDATE, "ALTER TABLE person RENAME CONSTRAINT phone_set TO set_phone"),
    ],
)  # fmt: skip
def test_a_validated_check_of_the_column_is_a_proof(before: tuple[str, ...]) -> None:
    ((shape, proof),) = read(*before, SET_NOT_NULL)
    assert shape == "ALTER COLUMN SET NOT NULL (validated CHECK)"
    assert proof.startswith("no scan: the validated CHECK ")


def test_the_proof_says_which_migration_validated_it() -> None:
    assert read(FILLED, VALIDATE, SET_NOT_NULL)[0][1] == (
        "no scan: the validated CHECK phone_set of shop.0002"
    )


@pytest.mark.parametrize(
    "before",
    [
        (FILLED,),
        (ADD.format("email IS NOT NULL"), VALIDATE),
        (ADD.format("phone IS NOT NULL OR email IS NOT NULL"), VALIDATE),
        (ADD.format("NOT (phone IS NOT NULL)"), VALIDATE),
        (ADD.format("phone IS NULL"), VALIDATE),
        (ADD.format("lower(phone) IS NOT NULL"), VALIDATE),
        (ADD.format("phone <> ''"), VALIDATE),
        (FILLED, VALIDATE, "ALTER TABLE person DROP CONSTRAINT phone_set"),
        (FILLED, VALIDATE, RENAME.format("phone", "tel") + RENAME.format("email", "phone")),
        (FILLED, VALIDATE, "ALTER TABLE person DROP phone; ALTER TABLE person ADD phone text"),
        (FILLED, VALIDATE, "ALTER TABLE person RENAME TO a; ALTER TABLE other RENAME TO person"),
        ("ALTER TABLE other ADD CONSTRAINT phone_set CHECK (phone IS NOT NULL)",),
        ("ALTER TABLE person ADD CONSTRAINT phone_set CHECK (phone IS NOT NULL) NOT ENFORCED",),
        ("CREATE DOMAIN filled AS text CHECK (VALUE IS NOT NULL)",),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_proof_is_none(before: tuple[str, ...]) -> None:
    assert read(*before, SET_NOT_NULL) == [("ALTER COLUMN SET NOT NULL", "")]


@pytest.mark.parametrize(
    ("known", "wanted"),
    [
        ("day >= '2027-01-01' AND day < '2028-01-01'", "day >= '2027-01-01'"),
        ("day BETWEEN '2027-02-01' AND '2027-11-30'", "day < '2028-01-01'"),
        ("id > 30", "id >= 20"),
        ("NOT (day >= '2027-01-01' AND day < '2028-01-01')",
         "day < '2027-01-01' OR day >= '2028-01-01'"),
        ("day >= '2028-01-01'", "day IS NULL OR day < '2027-01-01' OR day >= '2028-01-01'"),
        ("kind IN ('a', 'b')", "kind = 'a' OR kind = 'b' OR kind = 'c'"),
        ("NOT (kind IN ('a', 'b'))", "kind <> 'b'"),
        ("day >= DATE '2027-01-01'", "day >= '2027-01-01'"),
    ],
)  # fmt: skip
def test_a_condition_implies_a_weaker_one(known: str, wanted: str) -> None:
    assert implied(clause(wanted), clauses_of(known))


@pytest.mark.parametrize(
    ("known", "wanted"),
    [
        ("day >= '2027-01-01' OR id > 0", "day >= '2027-01-01'"),
        ("day >= '2026-01-01'", "day >= '2027-01-01'"),
        ("day <= '2028-01-01'", "day < '2028-01-01'"),
        ("other >= '2027-01-01'", "day >= '2027-01-01'"),
        ("lower(day) >= '2027-01-01'", "day >= '2027-01-01'"),
        ("day >= now()", "day >= '2027-01-01'"),
        ("id > 5", "id > 30"),
        ("kind > '30'", "kind > '5'"),
        ("kind IN ('a', 'b')", "kind = 'a'"),
        ("NOT (kind = 'a' AND id = 1)", "kind <> 'a'"),
        ("day > '1-1-2030'", "day > '1-2-2029'"),
    ],
)  # fmt: skip
def test_a_condition_does_not_imply_what_it_leaves_open(known: str, wanted: str) -> None:
    assert not implied(clause(wanted), clauses_of(known))


def clauses_of(condition: str):
    (parsed,) = statements(f"ALTER TABLE log ADD CHECK ({condition})")
    return clauses(parsed.tree.cmds[0].alter_table_cmd.__getattribute__("def").constraint.raw_expr)


def clause(condition: str):
    (found,) = clauses_of(condition)
    return found
