"""The rollback bill of a unit: what becomes of rows of the new code once it is taken back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from migration_safety.core.trial.bills.bill import Bill, Entry, Reach, What
from migration_safety.core.trial.bills.written import merged
from migration_safety.reading.billing.going import accessed
from migration_safety.reading.billing.run import Run, Runner
from migration_safety.reading.billing.search import Blocking, Search, grouped
from migration_safety.reading.billing.tools import Limits, Stage, Tools
from migration_safety.reading.billing.touched import touched
from migration_safety.reading.billing.writing.examples import Examples
from migration_safety.reading.billing.writing.scenarios import ROW, Scenario, scenarios
from migration_safety.reading.replay.unit import Unit

UNTOLD = "whether it stops the way back is not known after {} attempts"


def bill(
    unit: Unit,
    *,
    stage: Stage,
    tools: Tools,
    scout: Stage | None = None,
    small: Callable[[], Stage | None] = lambda: None,
    tables: Collection[str] = (),
    limits: Limits | None = None,
) -> Bill:
    """Write rows after the way forward, take the unit back, and see what became of them.

    Each `stage` stands after the unit's way forward.  `scout` is a cheaper one, if there is such,
    for seeing which tables are read on the way back; `small` makes one with few rows in its
    large tables, where that helps, for finding out which new rows stop it by themselves.
    `tables` are others that code of the unit touches, which no state tells of.  Raises
    SandboxError where the server is lost.
    """
    by_hand, error = accessed(unit, scout or stage, tools)
    if error:
        return Bill((_always(error),), attempts=1)
    with stage() as connection:
        alias, by_hand = connection.alias, by_hand | {*tables}
        found = touched(unit.migrations, unit.before, unit.after, alias=alias, tables=by_hand)
        examples = Examples(tools.values, found, alias)
        runner = Runner(unit, stage, tools, examples)
        whole = runner.run_on(connection, scenarios(found, connection))
    if not whole.error:
        return _bill(whole, whole, runner.attempts)
    other = small()
    quick = Runner(unit, other, tools, examples) if other else None
    return _stopped(whole, runner, quick, limits or Limits())


def _some(error: str) -> Entry:
    """It is known that some do, and not which."""
    return Entry("", "", What.BLOCKS, ("several new rows",), error=error, reach=Reach.SOME)


def _always(error: str) -> Entry:
    return Entry("", "", What.BLOCKS, ("nothing new",), error=error, reach=Reach.ALWAYS)


def _stopped(whole: Run, runner: Runner, quick: Runner | None, limits: Limits) -> Bill:
    """Name what stops the way back, and take it with all that does not.

    What was found where it is quick holds when each stops it by itself, and the way back with the
    rest is free on all rows; else rows that were there before may take part, and it is searched
    among these.
    """
    if quick and not quick.run([]).error:
        search = _searched(whole, quick, Limits())
        alone = search.found and all(len(each.group) == 1 for each in search.found)
        rest = runner.run(_spared(whole, search)) if alone else whole
        if not rest.error:
            return _named(whole, rest, search, quick.attempts + runner.attempts)
    error = runner.run([]).error
    tried = quick.attempts if quick else 0
    if error:
        return _bill(whole, Run({}, {}), tried + runner.attempts, (_always(error),))
    search = _searched(whole, runner, limits)
    rest = runner.run(_spared(whole, search))
    return _named(whole, rest, search, tried + runner.attempts)


def _searched(whole: Run, runner: Runner, limits: Limits) -> Search:
    search = Search(runner, limits)
    search.among(grouped(each for each in whole.written if each.plain))
    left = _spared(whole, search)
    beside = [each for each in left if each.plain]
    search.among(grouped(each for each in left if not each.plain), beside)
    return search


def _named(whole: Run, rest: Run, search: Search, attempts: int) -> Bill:
    entries = merged(_entry(each, whole) for each in search.found)
    if rest.error or (search.unsure and not entries):
        entries = (*entries, _some(rest.error or whole.error))
    return _bill(whole, rest, attempts, entries, search.unsure)


def _spared(whole: Run, search: Search) -> list[Scenario]:
    """What does not write to the tables where rows as such stop the way back."""
    guilty = {each for it in search.found for each in it.group} | {*search.unsure}
    tables = {each.table for each in guilty if each.words == ROW}
    return [
        each
        for each, rows in whole.written.items()
        if each not in guilty and not tables & {each.table, *(row.table for row in rows)}
    ]


def _entry(blocking: Blocking, whole: Run) -> Entry:
    first, *others = blocking.group
    words = " and ".join(dict.fromkeys(each.words for each in blocking.group))
    rows = sum(len(whole.written[each]) for each in blocking.group)
    reach = Reach.ANY_ROW if first.words == ROW and not others else Reach.SOME
    error = blocking.error
    return Entry(first.table, first.column, What.BLOCKS, (words,), rows, error=error, reach=reach)


def _bill(
    whole: Run,
    run: Run,
    attempts: int,
    entries: Sequence[Entry] = (),
    unsure: Sequence[Scenario] = (),
) -> Bill:
    """`whole` tells what could be written, `run` what became of it."""
    return Bill(
        (*entries, *run.entries),
        sum(map(len, whole.written.values())),
        tuple(dict.fromkeys([*_unwritten(whole), *_unfollowed(run), *_untold(unsure, attempts)])),
        tuple(each.table for each in run.sheets if each.gone),
        run.again,
        attempts,
    )


def _unwritten(whole: Run) -> Iterator[str]:
    """The rows as such that the new schema did not take; that it refuses values is its right."""
    found: dict[tuple[str, str], list[str]] = {}
    for each, reason in whole.refused.items():
        if each.plain and not each.sparse:
            found.setdefault((each.table, reason), []).append(each.words)
    for (table, reason), words in found.items():
        yield f"{table}: {' and '.join(words)} could not be written: {reason}"


def _unfollowed(run: Run) -> Iterator[str]:
    yield from (f"{each.table}: {each.unfollowed}" for each in run.sheets if each.unfollowed)


def _untold(unsure: Sequence[Scenario], attempts: int) -> Iterator[str]:
    for each in unsure:
        place = f"{each.table}.{each.column}" if each.column else each.table
        yield f"{place}: {each.words}: {UNTOLD.format(attempts)}"
