"""What is said of a key that a file may not have."""

from __future__ import annotations

from pydantic import BaseModel

from schemas.allowed_keys import advice_on, fields_at


class Leaf(BaseModel):
    bitrate_kbit: int = 0


class Tree(BaseModel):
    one: Leaf = Leaf()
    maybe: Leaf | None = None
    many: tuple[Leaf, ...] = ()
    named: dict[str, Leaf] = {}


def test_the_keys_of_a_place_are_found_through_lists_names_and_what_may_be_left_out() -> None:
    for steps in (("one",), ("maybe",), ("many", 3), ("named", "any name")):
        assert [*fields_at(Tree, steps)] == ["bitrate_kbit"]
    assert [*fields_at(Tree, ())] == ["one", "maybe", "many", "named"]


def test_the_key_that_was_meant_is_named_when_one_is_near() -> None:
    assert advice_on("bitrate", ["fps", "bitrate_kbit"]) == (
        "did you mean bitrate_kbit? Allowed here: bitrate_kbit, fps"
    )
    assert advice_on("colour", ["fps"]) == "remove it. Allowed here: fps"
