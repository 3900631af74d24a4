"""A rehearsal as a picture (SVG): the worst latency of each tenth of a second, and the states."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from migration_safety.core.deployment.rehearsal import Moment, Rehearsal, Span
from migration_safety.core.report import Report
from migration_safety.errors import OutputError
from migration_safety.reports.look import Look

WIDTH, HEIGHT, LEFT, TOP = 960.0, 160.0, 50.0, 20.0
ROW = 14.0
# Of a letter, about; names that would leave the picture stand before their bar.
LETTER = 6.0
MARKS, STEPS = 10, tuple(each * 10**power for power in range(6) for each in (1, 2, 5))
COLOURS = {"blue": "#2f6fb3", "green": "#2e8b57"}
FAILED, INK = "#c0392b", "#333333"
LEGEND = (
    (LEFT, INK, "worst latency of each tenth of a second, answered by"),
    (LEFT + 260, COLOURS["blue"], "blue"),
    (LEFT + 290, COLOURS["green"], "green"),
    (LEFT + 330, FAILED, "a request failed"),
    (LEFT + 430, INK, "below: states of the way to green, and of the"),
    (LEFT + 650, COLOURS["green"], "way back"),
)
FRAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img"'
    ' font-family="sans-serif" font-size="10" style="background:#ffffff">'
    "<title>{title}</title>\n{body}\n</svg>\n"
)


def render(report: Report, look: Look) -> str:
    """Raises OutputError for a report of something else."""
    if report.rehearsal is None:
        raise OutputError("There is no picture of this report.", "Those of --rehearse have one.")
    return picture(report.rehearsal)


def picture(found: Rehearsal) -> str:
    """Bars are latencies, coloured by the side that answered; red where a request failed."""
    ends = [each.at + 0.1 for each in found.moments]
    ends += [each.began + each.seconds for each in found.spans]
    end = max(ends, default=1.0)
    scale = (WIDTH - LEFT - 10) / end
    most = max((each.worst for each in found.moments), default=1.0) or 1.0
    rows = list(dict.fromkeys(each.state for each in found.spans))
    body = [
        *(f'<text x="{x}" y="12" fill="{colour}">{text}</text>' for x, colour, text in LEGEND),
        *_axis(most),
        *_clock(end, scale),
        *_bars(found.moments, scale, most),
        *_states(found.spans, rows, scale),
    ]
    height = TOP + HEIGHT + ROW * (len(rows) + 2)
    title = f"{found.rate:g} requests a second while traffic moves ({escape(found.strategy)})"
    return FRAME.format(width=WIDTH, height=height, title=title, body="\n".join(body))


def _axis(most: float) -> Iterator[str]:
    for share in (0.5, 1.0):
        y = TOP + HEIGHT * (1 - share)
        label = f"{most * share * 1000:.0f} ms"
        yield f'<text x="2" y="{y + 3:.1f}" fill="{INK}">{label}</text>'
        yield f'<path d="M{LEFT} {y:.1f}H{WIDTH}" stroke="#dddddd"/>'


def _clock(end: float, scale: float) -> Iterator[str]:
    step = next((each for each in STEPS if end / each <= MARKS), STEPS[-1])
    for second in range(0, int(end) + 1, step):
        x, y = LEFT + second * scale, TOP + HEIGHT + 10
        yield f'<text x="{x:.1f}" y="{y:.1f}" fill="{INK}">{second} s</text>'


def _bars(moments: Sequence[Moment], scale: float, most: float) -> Iterator[str]:
    for each in moments:
        tall = HEIGHT * each.worst / most
        colour = FAILED if each.failed else COLOURS["green" if each.green else "blue"]
        x, y = LEFT + each.at * scale, TOP + HEIGHT - tall
        wide = max(0.1 * scale, 0.5)
        place = f'x="{x:.1f}" y="{y:.1f}" width="{wide:.2f}" height="{tall:.1f}"'
        yield f'<rect {place} fill="{colour}"/>'


def _states(spans: Sequence[Span], rows: Sequence[str], scale: float) -> Iterator[str]:
    for each in spans:
        x = LEFT + each.began * scale
        y = TOP + HEIGHT + ROW * (rows.index(each.state) + 1)
        colour = COLOURS["green" if each.backward else "blue"]
        wide = max(each.seconds * scale, 1.0)
        yield f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="9" fill="{colour}"/>'
        name, anchor, beside = escape(each.state), "start", x + wide + 3
        if beside + LETTER * len(each.state) > WIDTH:
            anchor, beside = "end", x - 3
        place = f'x="{beside:.1f}" y="{y + 8:.1f}" text-anchor="{anchor}"'
        yield f'<text {place} fill="{INK}">{name}</text>'
