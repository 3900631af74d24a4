"""--export-statistics: the file is written, and a report of it is shown."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import OutputWrapper

from migration_safety.core.report import Report
from migration_safety.core.volume.progress import Progress
from migration_safety.flows.volume.statistics.exporting import Export, export
from migration_safety.management.delivery import writable, write_files, write_out

STANDARD_OUTPUT = "-"


def export_to_file(asked: Export, progress: Progress) -> Report:
    """The whole file or none."""
    path = Path(asked.path)
    writable([path])
    text, report = export(asked, progress)
    write_files({path: text})
    return report


def exported_to_pipe(asked: Export, stream: OutputWrapper) -> bool:
    """The text alone, where standard output is the file; whether it is."""
    if asked.path != STANDARD_OUTPUT:
        return False
    text, _ = export(asked)
    write_out(text, stream)
    return True
