"""What to deploy first, and which statements of which release would fail."""

from __future__ import annotations

from migration_safety.core.releases.compatibility import Compatibility, Order
from migration_safety.core.releases.probe import Probe
from migration_safety.core.report import Report
from migration_safety.reports.releases import advice, failures, found, sides
from migration_safety.reports.text.page import Page

MARGIN = 10
FREE = (Order.EITHER, Order.SCHEMA_FIRST)


def releases(page: Page, report: Report) -> None:
    """Those that break a release each; the others in a line."""
    every = found(report.plan)
    if not every:
        return
    page.heading("Releases, and what to deploy first")
    for name, each in every:
        if each.order not in FREE or page.look.verbosity > 1:
            page.prose(f"{name}: {advice(each)}", style="bold")
            (statements if page.look.verbosity > 1 else told)(page, each)
    if page.look.verbosity == 1:
        for order in FREE:
            names = [name for name, each in every if each.order is order]
            if names:
                page.prose(f"{order.value.capitalize()}: {', '.join(names)}.", style="dim")


def told(page: Page, has: Compatibility) -> None:
    """A sentence for each thing that fails."""
    for line in failures(has):
        page.prose(line, indent=MARGIN)


def statements(page: Page, has: Compatibility) -> None:
    """Each statement that fails, and those that could not be tried."""
    for who, probes in sides(has):
        page.prose(who, indent=MARGIN)
        for each in probes:
            statement(page, each)
    for each in has.unknown:
        page.prose(f"{each.verb} {each.model} not probed: {each.unknown}", indent=MARGIN)


def statement(page: Page, has: Probe) -> None:
    """Its SQL and why it fails."""
    page.verbatim(has.sql, indent=MARGIN + 2, style="cyan")
    some = f" (for {has.only})" if has.only else ""
    page.prose(f"{has.error}{some} [{has.witness}]", indent=MARGIN + 4, style="magenta")
