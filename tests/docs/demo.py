"""The report that README shows: what the demo prints, with the parts that say no more left out."""

from __future__ import annotations

import re
from itertools import groupby

DEMO = re.compile(r"(?<=<!-- demo -->\n```text\n).*?(?=```)", re.DOTALL)
# A migration, a heading, a finding or the last line begins a part.
PARTS = re.compile(
    r"^(?=[a-z_]+\.\d{4}_|Releases|Findings|Unknown|Checks|(?:error|warning|info) |\d+ migrations)",
    re.MULTILINE,
)
SHOWN = re.compile(
    r"[A-Z]+: |audit\.0005|outreach\.0009|Findings|\d+ migrations"
    r"|error .*\n( .*\n)* +MS110 work_under_lock at civicpulse/audit/"
)
DURATION = re.compile(r"\d[\d.]* m?s\b")


def shortened(report: str) -> str:
    """The parts worth a newcomer's time, each gap marked."""
    parts = (part if SHOWN.match(part) else "[...]\n" for part in PARTS.split(report))
    return "".join(part for part, _ in groupby(parts))


def words(report: str) -> str:
    """Without times and line breaks, since a longer time may move one."""
    return DURATION.sub("0 s", " ".join(report.split()))
