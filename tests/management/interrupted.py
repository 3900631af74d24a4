"""A command that waits for Ctrl-C, to be run as a process of its own."""

from __future__ import annotations

import sys
import time
from typing import Any

import django
from django.conf import settings

from migration_safety.core.report import Report
from migration_safety.management.progress import Progress
from tests.management.reporting import Reporting


class Waiting(Reporting):
    """Says that it works, and works for longer than anybody waits."""

    def study(self, options: dict[str, Any], progress: Progress) -> Report:
        progress("Waiting for Ctrl-C")
        sys.stderr.flush()
        time.sleep(60)
        return super().study(options, progress)


if __name__ == "__main__":
    settings.configure()
    django.setup()
    Waiting().run_from_argv(["manage.py", "waiting", *sys.argv[1:]])
