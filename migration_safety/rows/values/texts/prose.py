"""Prose of any length: titles, notes and bodies, made of a few hundred sentences."""

from __future__ import annotations

import re
from functools import cache

from django.utils.text import slugify

from migration_safety.rows.values.texts.vocabulary import FALLBACK, pool
from migration_safety.rows.values.world import World

LONGEST = 6000


def clipped(text: str, limit: int | None) -> str:
    """The text, ended at a word where it is longer than that."""
    if limit is None or len(text) <= limit:
        return text
    cut = text[:limit]
    whole, _, rest = cut.rpartition(" ")
    # A single long word is cut anywhere; nothing ends in a space or half a separator.
    return (whole if len(whole) > limit // 2 and rest else cut).rstrip(" ,-_./@") or cut


def title(world: World) -> str:
    """A few words with a capital."""
    count = 1 + world.random.randrange(1, 6)
    words = " ".join(world.spoken("word") for _ in range(count))
    return words[:1].upper() + words[1:]


def word(world: World) -> str:
    """One word of the locale."""
    return world.spoken("word")


def body(world: World, limit: int | None = None, *, middle: float = 220) -> str:
    """Sentences: most texts are short, a few are long."""
    wanted = min(world.heavy(middle, 1.1), LONGEST, limit or LONGEST)
    sentences = _sentences(world.locale)
    chosen = [world.one_of(sentences)]
    length = len(chosen[0])
    while length < wanted:
        chosen.append(world.one_of(sentences))
        length += len(chosen[-1]) + 1
    return clipped(" ".join(chosen), limit)


def slug(text: str, world: World) -> str:
    """The text as it stands in a URL; scripts without Latin letters get English words."""
    return slugify(text) or slugify(world.one_of(pool(FALLBACK, "word"))) or "page"


def account(text: str, world: World) -> str:
    """The text as it stands before the @ of an e-mail address: Latin letters and dots."""
    spelled = slugify(text.replace(".", " ")) or slugify(world.one_of(pool(FALLBACK, "name")))
    return re.sub(r"[^a-z]+", ".", spelled).strip(".") or "mail"


@cache
def _sentences(locale: str) -> tuple[str, ...]:
    return pool(locale, "sentence", 300)
