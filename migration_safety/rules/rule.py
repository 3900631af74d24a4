"""What a rule is: a generator over the evidence, with its documentation beside it."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from migration_safety.core.finding import Severity
from migration_safety.core.operations.change import Source
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action

HEADINGS = ("What happens:", "When it is fine:", "Instead:")


NOTHING = Action("")


@dataclass(frozen=True, slots=True)
class Hazard:
    """One danger that a rule sees: `message` says it in one line, with the real table.

    `action` is what does it; its table, columns and name fill the placeholders of the
    rule's "Instead" ({table}, {columns}, {name}; {app}, {model}, {field} come from the
    operation, {operation} is its text and {arguments} what stands between its
    parentheses), and `code` brings further ones.  `whole`: it is about the migration, not
    about one operation; `source` where it is neither's place.  `severity` and
    `instead` where they differ from the rule's own.  `loss` as in Finding.
    """

    message: str
    action: Action = NOTHING
    tables: tuple[str, ...] = ()
    severity: Severity | None = None
    whole: bool = False
    source: Source | None = None
    instead: str = ""
    code: Mapping[str, str] = field(default_factory=dict)
    loss: str = ""


Check = Callable[[Step, History], Iterator[Hazard]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its id for ever, its name (the file's), and its page in four parts.

    `sandbox`: only a run on a sandbox shows what it is about.
    """

    id: str
    name: str
    family: str
    severity: Severity
    title: str
    what: str
    fine: str
    instead: str
    check: Check
    sandbox: bool = False


def rule(identifier: str, severity: Severity, *, sandbox: bool = False) -> Callable[[Check], Rule]:
    """Make the one rule of a file from its `check` and the file's docstring."""

    def made(check: Check) -> Rule:
        module = sys.modules[check.__module__]
        family, name = module.__name__.split(".")[-2:]
        title, what, fine, instead = _page(inspect.getdoc(module) or "")
        page = (title, what, fine, instead)
        return Rule(identifier, name, family, severity, *page, check, sandbox)

    return made


def _page(docstring: str) -> list[str]:
    """The title, and what stands under each of the headings."""
    parts, rest = [], docstring
    for heading in HEADINGS:
        part, found, rest = rest.partition(heading)
        if not found:
            raise ValueError(f"The docstring of a rule lacks the heading {heading!r}.")
        parts.append(part)
    title, *others = (*parts, rest)
    return [title.strip(), *(inspect.cleandoc("\n" + part) for part in others)]


def names(tables: Iterable[str]) -> str:
    """Tables as a sentence names them: "a", "a and b", "a, b and c"."""
    every = list(dict.fromkeys(tables))
    return " and ".join((", ".join(every[:-1]), every[-1])) if len(every) > 1 else "".join(every)


def python(statements: Sequence[str]) -> str:
    """SQL as an argument of RunSQL; several go one by one, since a string is one transaction."""
    if len(statements) > 1:
        return "[\n" + "".join(f"    {each!r},\n" for each in statements) + "]"
    return repr(statements[0]) if statements else "migrations.RunSQL.noop"


RUN = """\
migrations.RunSQL(
    {sql!r},
    {undo},
)"""
ALONE = """\
class Migration(migrations.Migration):
    atomic = False  # CONCURRENTLY cannot run inside a transaction

    operations = [
        {run},
    ]
"""


def alone(statements: Iterable[tuple[str, str]]) -> str:
    """A migration for each statement and its way back, so that each can fail by itself."""
    return "\n".join(_alone(sql, undo) for sql, undo in statements).rstrip()


def _alone(sql: str, undo: str) -> str:
    run = RUN.format(sql=sql, undo=python([undo] if undo else []))
    if " CONCURRENTLY " not in sql:
        return run
    return ALONE.format(run=run.replace("\n", "\n        "))


def concurrently(sql: str) -> str:
    """The statement about an index as it lets others go on."""
    return re.sub(r"\b(INDEX|TABLE)\b", r"\1 CONCURRENTLY", sql, count=1, flags=re.IGNORECASE)
