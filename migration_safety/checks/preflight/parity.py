"""What both sides must have alike: extensions, encoding, and how text sorts."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.checks.outcome import outcome
from migration_safety.checks.preflight.sides import Sides
from migration_safety.core.deployment.preflight.inventory import Inventory
from migration_safety.core.deployment.preflight.server import Locale
from migration_safety.core.report import Check

PROVIDERS = {"c": "libc", "i": "icu", "b": "builtin", "d": "default"}


def extensions(sides: Sides) -> Check:
    """Those of blue are on green, or can be made there, in the same version."""
    used = [each for each in sides.blue.extensions if each.installed]
    if sides.green is None or "extensions" in sides.green.unanswered:
        unknown = sides.unanswered("extensions")
        return outcome("extensions agree", 0, (), unexamined=unknown, none="there is no green")
    there = {each.name: each.installed or each.available for each in sides.green.extensions}
    wrong = [
        f"green's server lacks {each.name} {each.installed}. Install its package there."
        for each in used
        if not there.get(each.name)
    ]
    other = [
        f"{each.name} is {each.installed} on blue, {there[each.name]} on green."
        " ALTER EXTENSION ... UPDATE, or see its notes on the versions between."
        for each in used
        if there.get(each.name) not in ("", None, each.installed)
    ]
    return outcome(
        "extensions agree",
        len(used),
        wrong,
        doubtful=other,
        unexamined=sides.unanswered("extensions"),
        none="blue has no extension",
    )


def collations(sides: Sides) -> Check:
    """Encoding, provider and locale; and indexes built by the library that sorts now."""
    known = [(each, each.locale) for each in sides.all if each.locale]
    wrong: list[str] = []
    doubtful = [line for side, locale in known for line in _outdated(side, locale)]
    if len(known) == 2:
        wrong, more = _compared(known[0][1], known[1][1])
        doubtful += more
    return outcome(
        "text is written and sorted alike",
        len(known),
        wrong,
        doubtful=doubtful,
        unexamined=sides.unanswered("locale"),
    )


def _compared(blue: Locale, green: Locale) -> tuple[list[str], list[str]]:
    wrong, doubtful = [], []
    if blue.encoding != green.encoding:
        wrong = [
            f"blue is written in {blue.encoding}, green in {green.encoding}."
            f" CREATE DATABASE ... ENCODING {blue.encoding} TEMPLATE template0."
        ]
    if (told := [_told(each) for each in (blue, green)])[0] != told[1]:
        doubtful = [
            f"blue sorts by {told[0]}, green by {told[1]}: orders, and what is unique without"
            " regard to case, may differ. Create green with blue's locale."
        ]
    elif blue.actual != green.actual:
        doubtful = [
            f"{told[0]} is version {blue.actual or 'unknown'} on blue, {green.actual or 'unknown'}"
            " on green: orders may differ. Indexes are built anew on green, and are sound."
        ]
    return wrong, doubtful


def _outdated(side: Inventory, locale: Locale) -> Iterator[str]:
    if locale.recorded and locale.actual and locale.recorded != locale.actual:
        yield (
            f"{side.side}: indexes were built by version {locale.recorded} of the collation, the"
            f" library is {locale.actual} now. REINDEX, then ALTER DATABASE ... REFRESH COLLATION"
            " VERSION."
        )


def _told(locale: Locale) -> str:
    name = locale.name or f"{locale.collate}, {locale.ctype}"
    return f"{name} ({PROVIDERS.get(locale.provider, locale.provider)})"
