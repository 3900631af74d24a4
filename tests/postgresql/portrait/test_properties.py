"""Whatever a table is like: made again in other clothes it differs in these alone."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migration_safety.core.trial.schema.comparing import differences
from tests.postgresql.portrait.conftest import Model

TYPES = {
    "integer": "7",
    "varchar(9)": "'a''b'",
    "text": "'x'",
    "numeric(6,2)": "1.50",
    "boolean": "true",
    "timestamptz": "'2020-02-02 02:02+02'",
    "jsonb": """'{"a": 1}'""",
    "uuid[]": "'{}'",
}
PARTS = (
    "ADD CONSTRAINT {} UNIQUE ({})",
    "ADD CONSTRAINT {} UNIQUE NULLS NOT DISTINCT ({}) DEFERRABLE",
    "ADD CONSTRAINT {} CHECK ({} IS NOT NULL) NOT VALID",
    "ADD CONSTRAINT {} FOREIGN KEY (team_id) REFERENCES team /* {} */ ON DELETE CASCADE",
)
INDEXES = (
    "CREATE INDEX {} ON made ({} DESC)",
    "CREATE INDEX {0} ON made ({1}) WHERE {1} IS NOT NULL",
    "CREATE UNIQUE INDEX {} ON made ((id + 1), {}) INCLUDE (team_id)",
    "CREATE INDEX {} ON made USING hash ({})",
)


@dataclass(frozen=True)
class Made:
    """A table: its columns, and what stands on them, each by a template and a column."""

    columns: tuple[str, ...]
    constraints: tuple[tuple[str, str], ...]
    indexes: tuple[tuple[str, str], ...]

    def statements(self, prefix: str) -> str:
        """To make it; the prefix is for names of what stands on columns."""
        told = [f"CREATE TABLE made ({', '.join(self.columns)})"]
        for number, (template, column) in enumerate(self.constraints):
            told.append("ALTER TABLE made " + template.format(f"{prefix}_{number}", column))
        for number, (template, column) in enumerate(self.indexes):
            told.append(template.format(f"{prefix}_i{number}", column))
        return "; ".join(told)


@st.composite
def tables(draw: st.DrawFn) -> Made:
    """With a key, a reference and some columns of any type, in any order."""
    kinds = draw(st.lists(st.sampled_from(sorted(TYPES)), min_size=1, max_size=4))
    columns = ["id bigserial PRIMARY KEY", "team_id integer"]
    for number, kind in enumerate(kinds):
        more = draw(st.sampled_from(["", " NOT NULL", f" DEFAULT {TYPES[kind]}"]))
        columns.append(f"c{number} {kind}{more}")
    # Of JSON and arrays there is nothing to hash by, and no order.
    names = [f"c{number}" for number, kind in enumerate(kinds) if kind not in ("jsonb", "uuid[]")]
    parts = st.tuples(st.sampled_from(PARTS), st.sampled_from(["team_id", *names]))
    indexes = st.tuples(st.sampled_from(INDEXES), st.sampled_from(["team_id", *names]))
    return Made(
        tuple(draw(st.permutations(columns))),
        tuple(draw(st.lists(parts, max_size=3, unique=True))),
        tuple(draw(st.lists(indexes, max_size=3, unique=True))),
    )


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(made=tables())
def test_a_table_made_again_differs_in_nothing(newest_model: Model, made: Made) -> None:
    first = newest_model.after(made.statements("a"))
    again = newest_model.after(f"{made.statements('a')}; DROP TABLE made; {made.statements('a')}")

    assert (again, again.digest) == (first, first.digest)


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(made=tables(), data=st.data())
def test_other_names_and_another_order_are_drift_alone(
    newest_model: Model, made: Made, data: st.DataObject
) -> None:
    columns = tuple(data.draw(st.permutations(made.columns)))
    other = Made(columns, made.constraints, made.indexes)

    found = differences(
        newest_model.after(made.statements("a")), newest_model.after(other.statements("b"))
    )

    named = len(made.constraints) + len(made.indexes)
    assert [each for each in found if not each.drift] == []
    assert len([each for each in found if each.drift == "name"]) == named
    assert any(each.drift == "order" for each in found) == (columns != made.columns)
