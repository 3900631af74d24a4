"""What the commands share that judge migrations by rules, on a sandbox if need be."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from migration_safety.conf import Settings, sandbox
from migration_safety.management.options.acceptance import add_ledger
from migration_safety.management.options.arguments import add_rules, add_sandbox
from migration_safety.management.report_command import ReportCommand, given


class JudgingCommand(ReportCommand):
    """A command about migrations."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        add_sandbox(parser)
        add_rules(parser)
        add_ledger(parser)

    def resolved(self, settings: Settings, options: dict[str, Any]) -> dict[str, Any]:
        return {
            **super().resolved(settings, options),
            "sandbox": sandbox(given(options["sandbox"], settings.sandbox), "--sandbox"),
            "only": tuple(options["only"]) or settings.only,
            "skip": tuple(options["skip"]) or settings.skip,
            "advice": options["advice"] or settings.advice,
            "severities": settings.severities,
            "ledger": tuple(options["ledger"]) or tuple(filter(None, [settings.ledger])),
        }
