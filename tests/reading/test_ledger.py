"""The file of accepted findings: read strictly, written the same for the same findings."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration_safety.core.acceptance.ledger import Entry
from migration_safety.core.acceptance.suppression import Suppression
from migration_safety.core.operations.change import Source
from migration_safety.errors import LedgerError
from migration_safety.reading.ledger.dump import HEAD, dumps
from migration_safety.reading.ledger.load import load, loads

ENTRY = """
[[accepted]]  # since the first release
app = "shop"
migration = "0002_index"
rule = "MS101"
meaning = "103b464eaee0a986"
reason = "it ran in 2024"
"""
WORDS = st.text(st.characters(codec="utf-8"), min_size=1).map(lambda s: " ".join(s.split()))
ENTRIES = st.builds(
    Entry,
    WORDS.filter(bool),
    WORDS.filter(bool),
    WORDS,
    WORDS.filter(bool),
    st.builds(
        Suppression,
        st.tuples(st.sampled_from(["MS101", "unknown"])),
        WORDS.filter(bool),
        st.none() | st.dates(),
        WORDS,
    ),
)


def placeless(entry: Entry) -> tuple[object, ...]:
    said = entry.suppression
    return entry.key, entry.operation, entry.meaning, said.rules, said.answer


def test_an_entry_is_read_with_its_line() -> None:
    (entry,) = loads(f'{HEAD}{ENTRY}until = 2027-01-31\nowner = "platform"\n', "ledger.toml")
    place = Source("ledger.toml", 5, "entry 1")
    said = Suppression(("MS101",), "it ran in 2024", date(2027, 1, 31), "platform", place)
    assert entry == Entry("shop", "0002_index", "", "103b464eaee0a986", said)


def test_a_date_may_be_a_text() -> None:
    (entry,) = loads(f'{HEAD}{ENTRY}until = "2027-01-31"', "ledger.toml")
    assert entry.suppression.until == date(2027, 1, 31)


def test_an_empty_ledger_is_one() -> None:
    assert loads(HEAD, "ledger.toml") == ()


@given(st.lists(ENTRIES))
def test_what_is_written_is_read_again(entries: list[Entry]) -> None:
    read = loads(dumps(entries), "ledger.toml")
    assert {placeless(each) for each in read} == {placeless(each) for each in entries}


@given(st.lists(ENTRIES), st.randoms())
def test_the_order_of_findings_does_not_matter(entries: list[Entry], random: object) -> None:
    assert dumps(entries) == dumps([*reversed(entries), *entries])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[accepted", "is no TOML: "),
        ("<<<<<<< HEAD", "is no TOML: Invalid statement (at line 1"),
        ("", "is no ledger: its schema is None."),
        ('schema = "statistics/1"', "is no ledger: its schema is 'statistics/1'."),
        ('schema = "migration-safety-ledger/2"', "is a ledger of version 2; this release knows 1."),
        (f"{HEAD}[[acepted]]", "has no use for 'acepted'. Did you mean 'accepted'?"),
        (f"{HEAD}accepted = 1", "'accepted' in the ledger 'ledger.toml' is no list."),
        (f"{HEAD}accepted = [1]", "is wrong in entry 1: it is no table."),
        (f'{HEAD}{ENTRY}unitl = "2027"', "entry 1, line 5: there is no key 'unitl'."),
        (f"{HEAD}{ENTRY}{ENTRY}until = 5", "entry 2, line 12: until may not be 5."),
        (f"{HEAD}{ENTRY}until = 2027-01-31T00:00:00", "until may not be 2027-01-31 00:00:00."),
        (f'{HEAD}{ENTRY}until = "soon"', "until may not be soon. Write it as 2027-01-31."),
        (f"{HEAD}{ENTRY}owner = 5", "owner may not be 5. Give it a text."),
        (f"{HEAD}{ENTRY.replace('it ran in 2024', '')}", "entry 1, line 5: it has no reason."),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, says: str) -> None:
    with pytest.raises(LedgerError) as caught:
        loads(text, "ledger.toml")
    assert says in str(caught.value)


@pytest.mark.parametrize(("name", "says"), [("none.toml", "No such file"), ("", "Is a directory")])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, name: str, says: str) -> None:
    with pytest.raises(LedgerError, match=says):
        load(tmp_path / name)


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "ledger.toml").write_bytes(HEAD.encode("utf-16"))
    with pytest.raises(LedgerError, match="is no UTF-8 text"):
        load(tmp_path / "ledger.toml")
