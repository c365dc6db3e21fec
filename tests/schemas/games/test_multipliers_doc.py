"""docs/multipliers.md: the script that it gives to players checks the draws that we make, and its law is the one of its vector."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.games.draw_stream import commitment
from schemas.games.roulette_rules import RouletteRules
from schemas.games.sic_bo_rules import SicBoRules
from tests.schemas.games.lightning import LAW

ROOT = Path(__file__).parents[3]
DOC = (ROOT / "docs" / "multipliers.md").read_text(encoding="utf-8")
PACKAGED = ROOT / "edge_api" / "rule_sets" / "roulette" / "lightning.toml"
POCKETS = [str(number) for number in range(37)]


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", DOC, re.DOTALL)
    return str(found)


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    """What the page's script defines."""
    defined: dict[str, Any] = {}
    exec(compile(block("python"), "docs/multipliers.md", "exec"), defined)
    return defined


def test_the_law_of_the_page_is_the_law_of_its_vector() -> None:
    written = tomllib.loads(block("toml"))["table"]["rules"]["multipliers"]
    assert written == LAW == tomllib.loads(PACKAGED.read_text(encoding="utf-8"))["rules"]["multipliers"]
    assert RouletteRules.parse({"multipliers": written}).lottery is not None


@given(seed=st.binary(min_size=32, max_size=32), number=st.integers(1, 10**6))
def test_the_script_checks_a_round_of_ours(script: dict[str, Any], seed: bytes, number: int) -> None:
    lottery = RouletteRules.parse({"multipliers": LAW}).lottery
    assert lottery is not None
    round_id, salt = f"lightning-01-7-{number}", f"{number:064x}"
    drawn = lottery.draw(seed, round_id, salt)
    told = {"seed": seed.hex(), "commitment": commitment(seed), "salt": salt, "multipliers": drawn}
    assert script["holds"](told, round_id, LAW, POCKETS)
    assert not script["holds"](told | {"multipliers": {"99": 1}}, round_id, LAW, POCKETS)
    assert not script["holds"](told | {"commitment": "0" * 64}, round_id, LAW, POCKETS)
    assert not script["holds"](told | {"salt": f"{number + 1:064x}"}, round_id, LAW, [*POCKETS, "00"])


def test_the_vector_of_the_page_is_right(script: dict[str, Any]) -> None:
    drawn = script["draw"](bytes(range(32)), "lightning-01-1795382400-21", "9f" * 32, LAW, POCKETS)
    said = ", ".join(f"{position} × {multiplier}" for position, multiplier in drawn.items())
    assert f"Drawn in this order: {said}." in DOC
    assert commitment(bytes(range(32))) in DOC


def test_the_order_of_sic_bo_positions_is_the_one_of_the_page() -> None:
    bets = list(dict.fromkeys(place.bet for place in SicBoRules().places()))
    listed = re.search(r"bets in the order (.*?);", DOC, re.DOTALL)
    assert listed is not None
    assert re.findall(r"`(\w+)`", listed.group(1)) == bets
    singles = [place.sel for place in SicBoRules().places() if place.bet == "pair_single"]
    assert singles[:6] == ["1-1-2", "1-1-3", "1-1-4", "1-1-5", "1-1-6", "1-2-2"]
