"""Characters that would act on a terminal or hide in a line are shown instead."""

from __future__ import annotations

# C0 and C1 controls, DEL, and the marks that reorder text on the screen.
HIDDEN = (
    *range(0x20),
    *range(0x7F, 0xA0),
    *(0x061C, 0x200E, 0x200F, 0x2028, 0x2029, 0xFEFF),
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
    *range(0xD800, 0xE000),
)
# A no-break space keeps words in one line, where lines are wrapped, and is printed as a blank.
UNBROKEN = "\N{NO-BREAK SPACE}"
SHOWN = {code: chr(code).encode("unicode_escape").decode() for code in HIDDEN}
IN_BLOCKS = {**SHOWN, ord("\n"): "\n", ord("\t"): "    "}


def line(text: str) -> str:
    """Text for one line: line breaks and runs of blanks become one blank."""
    return " ".join(text.split()).translate(SHOWN)


def block(text: str) -> str:
    """Text of several lines, such as code."""
    return text.replace("\r\n", "\n").translate(IN_BLOCKS)
