"""--export-statistics: the file is written, and a report of it is shown."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import OutputWrapper

from migration_safety.core.report import Report
from migration_safety.core.volume.progress import Progress
from migration_safety.flows.volume.request import Request
from migration_safety.flows.volume.statistics.exporting import export
from migration_safety.management.delivery import writable, write_files, write_out

STANDARD_OUTPUT = "-"


def export_to_file(request: Request, progress: Progress) -> Report:
    """The whole file or none."""
    path = Path(request.export_statistics)
    writable([path])
    text, report = export(request, progress)
    write_files({path: text})
    return report


def export_to(stream: OutputWrapper, request: Request) -> None:
    """The text alone, for a pipe."""
    text, _ = export(request)
    write_out(text, stream)
