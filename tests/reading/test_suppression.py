"""Comments that accept findings: on what they stand, and what they say."""

from __future__ import annotations

from datetime import date

import pytest

from migration_safety.core.acceptance.suppression import Suppression
from migration_safety.core.operations.change import Source
from migration_safety.core.plan import Migration, Step
from migration_safety.reading.locate import Written
from migration_safety.reading.suppression.comments import comments
from migration_safety.reading.suppression.grammar import answered, parsed
from migration_safety.reading.suppression.marks import marked

HERE = Source("people/migrations/0002_a.py", 7)
STEPS = (
    Step(0, (), Source(HERE.path, 4, "AddIndex(\n    a,\n)")),
    Step(1, (), Source(HERE.path, 9, "AddIndex(b)")),
)
FILE = """\
# before the class
class Migration:{on_class}
    operations = [
        AddIndex({on_first}
            a,{inside}
        ),{after}
        # above the second
        # {above}
        AddIndex(b),{on_second}

        # {below}
    ]
"""
NAMES = ("on_class", "on_first", "inside", "after", "above", "on_second", "below")
MARK = "# safe: MS101 because of a test"


def reasons(text: str) -> tuple[list[str], list[list[str]]]:
    """What is said of the migration as a whole, and of each of its operations."""
    place = Written(text, Source(HERE.path, 2), [step.source for step in STEPS])
    found = marked(Migration("people", "0002_a", steps=STEPS), place)
    whole = [each.problem or each.reason for each in found.suppressions]
    return whole, [[each.reason for each in step.suppressions] for step in found.steps]


def file(**placed: str) -> str:
    return FILE.format(**{name: placed.get(name, "") for name in NAMES})


@pytest.mark.parametrize(
    ("place", "operation"),
    [("on_first", 0), ("inside", 0), ("after", 0), ("above", 1), ("on_second", 1)],
)
def test_a_comment_stands_on_the_operation_whose_lines_it_shares(
    place: str, operation: int
) -> None:
    whole, operations = reasons(
        file(**{place: f"  {MARK}".lstrip("# " if place == "above" else "")})
    )
    assert not whole
    assert operations[operation] == ["of a test"]
    assert not operations[1 - operation]


def test_on_the_line_of_the_class_it_is_about_the_migration() -> None:
    assert reasons(file(on_class=f"  {MARK}")) == (["of a test"], [[], []])


def test_above_the_class_it_is_about_the_migration() -> None:
    assert reasons(file().replace("# before the class", MARK))[0] == ["of a test"]


def test_on_no_operation_it_accepts_nothing_and_says_so() -> None:
    (problem,), operations = reasons(file(below=MARK.lstrip("# ")))
    assert problem.startswith("It stands on no operation.")
    assert operations == [[], []]


def test_a_string_is_no_comment() -> None:
    assert reasons(file(inside=f' "{MARK}",')) == ([], [[], []])


def test_other_migrations_in_the_file_have_their_own() -> None:
    text = f"{file()}\nclass Other:\n    operations = [a]  {MARK}\n"
    place = Written(text, Source(HERE.path, 2), [], others=frozenset({14, 15}))
    assert not marked(Migration("people", "0002_a"), place).suppressions


def test_a_long_comment_goes_on_where_it_is_set_in() -> None:
    (joined, other) = comments("# safe: MS101 because\n#   it is long\n# something else\n")
    assert (joined.text, joined.first, joined.last) == (" safe: MS101 because it is long", 1, 2)
    assert other.text == " something else"


def test_what_is_no_python_has_no_comments() -> None:
    assert comments("x = '''\n# safe: MS101 because") == []


def test_all_parts_are_read() -> None:
    said = "safe: MS101,drop_index , MS110  because it is; until 2027-01-31; owner platform team"
    assert parsed(said, HERE) == Suppression(
        ("MS101", "drop_index", "MS110"), "it is", date(2027, 1, 31), "platform team", HERE
    )


@pytest.mark.parametrize(
    "comment",
    ["noqa: E501  # safe: MS101 because it is", "Safe: MS101 because it is  # type: ignore"],
)
def test_a_comment_of_another_tool_may_share_the_line(comment: str) -> None:
    said = parsed(comment, HERE)
    assert said and (said.rules, said.reason, said.problem) == (("MS101",), "it is", "")


def test_a_number_of_an_issue_is_part_of_the_reason() -> None:
    said = parsed("safe: MS101 because of issue #12", HERE)
    assert said and said.reason == "of issue #12"


@pytest.mark.parametrize("comment", ["", "safe: the table is empty", "unsafe: MS101", "MS101"])
def test_prose_is_left_alone(comment: str) -> None:
    assert parsed(comment, HERE) is None


@pytest.mark.parametrize(
    ("comment", "says"),
    [
        ("safe: MS101", "It gives no reason."),
        ("safe: MS101 because", "It gives no reason."),
        ("safe: MS101 because ; until 2027-01-31", "It gives no reason."),
        ("safe: because it is", "It names no rule."),
        ("safe: MS101 because it is; until 31.1.2027", "'31.1.2027' is no date."),
        ("safe: MS101 because it is; until 2027-02-30", "'2027-02-30' is no date."),
        ("safe: MS101 because it is; until 20270131", "'20270131' is no date."),
        ("safe: MS101 because it is; until", "'' is no date."),
        ("safe: MS101 because it is; owner", "It names no owner."),
        ("safe: MS101 because it is; untill 2027-01-31", "'untill' begins nothing known."),
    ],
)
def test_what_cannot_be_read_is_told(comment: str, says: str) -> None:
    said = parsed(comment, HERE)
    assert said and said.problem.startswith(says)


def test_the_answer_of_a_baseline_has_the_same_clauses() -> None:
    said = answered("history; owner platform", HERE)
    assert (said.reason, said.owner, said.answer) == (
        "history",
        "platform",
        "history; owner platform",
    )
