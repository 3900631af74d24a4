"""The table of replication: what the servers did with each operation, and what is done about it."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

from migration_safety.core.deployment.verdict import Direction, Fate, Verdict
from tests.postgresql.replication.case import Case, Way
from tests.postgresql.replication.experiments import judged, walked
from tests.postgresql.replication.matrix.table import SUBJECTS
from tests.postgresql.replication.recording import Rows, recorded

INTRODUCTION = """\
# What replication makes of each operation

`plan_blue_green` migrates green while rows still come from blue, and after the switch rows go back
from green to blue. This page shows what logical replication makes of each operation in both
directions. Every line was executed on PostgreSQL {versions}, and the test suite does so again: two
databases with the same rows, the migration on green alone, then writes of the old code on blue
(*forward*) or of the new code on green (*reverse*), and a comparison of every row.

*works*: all rows are alike. *loud*: the apply worker stops with an error, and nothing is lost while
the slot is kept. *silent*: rows differ, though the lag is zero and no error is told. *lossy*: what
the other schema has no place for is not there. The first word is what happens if whole tables are
published and nothing is done; the word behind the arrow is what happened with what the tool does
about it: lists of columns and tables, and the shims of the plan. "no remedy" means that the
operation cannot be part of a replicated deployment in this direction: the plan says so, and what
to do instead. The message is the newest server's.

The numbers S1 to S18 are those of silent hazards. Of those that no operation shows, the run keeps
guard by itself: S2 (a table made on blue meanwhile; DDL is frozen), S3 (a first copy that fails;
all relations have to be ready), S13 and S14 (shims that lose updates; not used, or filled),
S15 (a reverse stream that is begun too early; it begins at the fence), S16 (blue expanded while all
columns are published; columns are listed), S17 (row filters; there are none). S18 stands for what
is not in the log at all: sequences, large objects, unlogged tables, the contents of materialized
views, roles; they are counted before the deployment begins.

What these servers showed beside the table:

- All versions did the same with every line that all of them know.
- A table that is renamed or made anew is another relation to a subscription: unless it is
  registered again, its rows are skipped without a word (S1), also behind a shim.
- A unique or CHECK constraint, NOT NULL and an exclusion constraint are kept by the apply worker,
  NOT VALID too; a foreign key is not.
- From PostgreSQL 17 on a partition may have no identity column: the shim for a renamed table turns
  it into a column with a sequence as its default, and back when it goes.
- Publishing a table without a replica identity makes UPDATE and DELETE fail for the application
  that writes, not for the apply worker.
"""
COLUMNS = ("operation", "forward", "reverse", "what is done, and what the server said")


def replication_table() -> dict[str, str]:
    """The text of the page by its path below docs/."""
    return {"replication.md": "\n".join(lines())}


def lines() -> Iterator[str]:
    rows = recorded()
    versions = [str(each) for each in sorted(rows)]
    said = f"{', '.join(versions[:-1])} and {versions[-1]}"
    yield INTRODUCTION.format(versions=said)
    for subject in SUBJECTS:
        yield from section(subject, rows)


def section(subject: ModuleType, rows: dict[int, Rows]) -> Iterator[str]:
    """The rows about one subject."""
    title = (subject.__doc__ or "").strip().rstrip(".")
    yield f"## {title}\n\n| {' | '.join(COLUMNS)} |\n{'|-' * len(COLUMNS)}|"
    yield from (row(case, rows) for case in subject.CASES)
    yield ""


def row(case: Case, rows: dict[int, Rows]) -> str:
    """One operation as a line of the table."""
    told = judged(walked(case, max(rows))[1], max(rows))
    name = case.name if case.since <= min(rows) else f"{case.name} (from {case.since})"
    fates = [fate(case, direction, way, rows) for direction, way in case.ways.items()]
    cells = (name, *fates, "; ".join(dict.fromkeys((*guards(told), *errors(case, rows)))) or "-")
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def fate(case: Case, direction: Direction, way: Way, rows: dict[int, Rows]) -> str:
    """As it was recorded; by version where versions differ."""
    words = {
        version: words_of(found[f"{case.name} [{direction}]"], way)
        for version, found in rows.items()
        if f"{case.name} [{direction}]" in found
    }
    hazard = f" ({way.hazard})" if way.hazard else ""
    if not words:
        return "-"
    if len(set(words.values())) == 1:
        return next(iter(words.values())) + hazard
    return "; ".join(f"{version}: {said}" for version, said in words.items()) + hazard


def words_of(found: tuple[str, str, str], way: Way) -> str:
    """Without, and with what is done."""
    plain, _, guarded = found
    if way.guarded is None:
        return f"{plain}, no remedy"
    return f"{plain} → {guarded}" if guarded and plain != guarded else plain


def guards(told: list[Verdict]) -> Iterator[str]:
    """What is done, in words."""
    for each in told:
        if each.fate is not Fate.WORKS and each.guard:
            yield f"{each.direction}: {each.guard}"


def errors(case: Case, rows: dict[int, Rows]) -> Iterator[str]:
    """What the newest server said."""
    for direction in Direction:
        _, said, _ = rows[max(rows)].get(f"{case.name} [{direction}]", ("", "", ""))
        if said:
            yield f"`{said}`"
