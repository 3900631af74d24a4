"""A command that reports what a test wants: the shared half of all commands alone."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from migration_safety.core.report import Report
from migration_safety.core.volume.progress import Progress
from migration_safety.management.judging_command import JudgingCommand
from tests.reports.sample import SAMPLE


class Reporting(JudgingCommand):
    """Studies nothing."""

    report: Report | Exception = SAMPLE

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--allow-empty", action="store_true")
        super().add_arguments(parser)

    def study(self, options: dict[str, Any], progress: Progress) -> Report:
        self.studied = options
        if isinstance(self.report, Exception):
            raise self.report
        return self.report
