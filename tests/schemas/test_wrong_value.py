"""The words for values that are wrong: what, and what would be right; never the library's own wording, never a text that was given."""

from __future__ import annotations

import json
from enum import Enum
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from schemas import strict_json
from schemas.wrong_value import LONGEST_SHOWN, not_json, shown, what_is_wrong


class Colour(Enum):
    RED = "red"
    BLACK = "black"


class Slip(BaseModel):
    model_config = ConfigDict(extra="forbid")

    stake: Annotated[int, Field(strict=True, ge=1, le=9)] = 1
    bare: Annotated[bool, Field(strict=True)] = True
    name: Annotated[str, Field(strict=True, min_length=2, max_length=3)] = "ab"
    pockets: Annotated[tuple[str, ...], Field(min_length=1, max_length=2)] = ("0",)
    colour: Colour = Colour.RED
    inner: dict[str, int] = {}


class Needy(Slip):
    needed: int


def words(model: type[BaseModel], given: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as refused:
        model.model_validate(given)
    return what_is_wrong(refused.value.errors()[0])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"stake": True}, "must be a whole number, not true"), ({"stake": 1.5}, "must be a whole number, not 1.5"),
        ({"stake": None}, "must be a whole number, not null"), ({"stake": "secret"}, "must be a whole number, not text"),
        ({"stake": 0}, "must be at least 1, not 0"), ({"stake": 10}, "must be at most 9, not 10"),
        ({"bare": 1}, "must be true or false, not 1"), ({"name": 17}, "must be text in quotes, not 17"),
        ({"name": ["secret"]}, "must be text in quotes, not a list"), ({"name": "a"}, "must have at least 2 characters"),
        ({"name": "abcd"}, "must have at most 3 characters"), ({"pockets": []}, "must have at least 1 entry, not 0"),
        ({"pockets": ["1", "2", "3"]}, "must have at most 2 entries, not 3"), ({"pockets": 7}, "must be a list, not 7"),
        ({"colour": "green"}, "must be 'red' or 'black', not \"green\""), ({"inner": 3}, "must be an object of names and values, not 3"),
        ({"odd": 3}, "there is no such field"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_with_what_would_be_right(given: dict[str, Any], said: str) -> None:
    assert words(Slip, given) == said


def test_what_is_missing_is_called_so() -> None:
    assert words(Needy, {}) == "is missing: it must be given"


@given(st.text(min_size=12, max_size=30).map(lambda text: f"§{text}"))
def test_a_text_in_the_wrong_place_is_never_repeated(secret: str) -> None:
    for field in ("stake", "bare", "pockets", "inner"):
        assert secret not in words(Slip, {field: secret})


def json_value() -> st.SearchStrategy[object]:
    plain = st.none() | st.booleans() | st.integers() | st.text()
    return st.recursive(plain, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@given(json_value())
def test_a_shown_value_is_json_or_cut(value: object) -> None:
    text = shown(value)
    assert len(text) <= LONGEST_SHOWN
    assert text.endswith("...") or json.loads(text) == value


def test_half_a_pair_of_surrogates_is_shown_so_that_it_can_be_sent() -> None:
    assert shown("\ud800").encode() == b'"\\ud800"'


def test_a_value_that_json_does_not_know_is_shown_all_the_same() -> None:
    assert shown(Colour.RED) == "<Colour.RED: 'red'>"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it is empty"), (" \n", "it is empty"), ("x", "column 1: a value is expected, not x"),
        ('{"a": 1} x', "column 10: nothing more is expected after the value, not x"),
        ("{a: 1}", "column 2: a field's name in double quotes is expected, not a:"),
        ('{"a" 1}', "column 6: a colon is expected after a field's name, not 1}"),
        ("[1 2]", "column 4: a comma or the closing bracket is expected, not 2]"), ("[1,\n", "line 2, column 1: a value is expected, but the text ends"),
        ('"a', 'column 1: the text that begins here has no closing quote'), ("[" * 100_000, "it is nested too deep"),
        ('{"a": 1, "a": 2}', "a field is named twice in one object"), ("[NaN]", "NaN is not a JSON number"),
    ],
)  # fmt: skip
def test_what_is_not_json_is_told_with_its_place(text: str, said: str) -> None:
    assert complaint(text) == said


def complaint(text: str) -> str:
    try:
        strict_json.parse(text)
    except (ValueError, RecursionError) as wrong:
        return not_json(wrong)
    raise AssertionError(f"this is JSON: {text}")
