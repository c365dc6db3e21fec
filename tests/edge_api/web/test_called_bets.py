"""The called bets of the roulette page in a real browser: every call of the wheel, its chips, and what keyboard and screen reader get."""

from __future__ import annotations

import json
from typing import Any

import pytest

from schemas.games.refusal import IllegalBet
from schemas.games.roulette import coverage
from schemas.games.roulette_called import CALLED, FINALS
from schemas.games.roulette_layout import RouletteBet
from schemas.games.wheels import Wheel, wheel_order
from tests.edge_api.web.browser import IN_BROWSER, Tab

pytestmark = IN_BROWSER

Call = tuple[str, str]
MOST_NEIGHBOURS = 8
EVERY_CALL = """
(() => {
  const bets = [];
  const into = document.createElement("div");
  layout.draw(into, { wheel: "%s", called_bets: true }, (position, units) => bets.push({ type: position.type, sel: position.sel, units }));
  const calls = into.querySelector(".calls");
  for (const plain of calls.querySelectorAll(":scope > button")) plain.click();
  const turn = (selects, button) => {
    if (selects.length === 0) { button.click(); bets.at(-1).said = button.ariaLabel; return; }
    for (const option of selects[0].options) {
      selects[0].value = option.value;
      selects[0].dispatchEvent(new Event("change", { bubbles: true }));
      turn(selects.slice(1), button);
    }
  };
  for (const choice of calls.querySelectorAll(".choice")) turn([...choice.querySelectorAll("select")], choice.querySelector("button"));
  return bets;
})()
"""


def with_layout(page: Tab, script: str) -> Any:
    """What an expression gives that may use the roulette layout's module as ``layout``."""
    return page.value(f"import('/static/layout_roulette.js').then((layout) => {script})")


def taken(wheel: Wheel) -> dict[Call, int]:
    """Every call that the wheel takes, with its units by the settlement's own table."""
    found: dict[Call, int] = {}
    for bet in CALLED:
        for sel in selections(bet, wheel):
            try:
                pieces = coverage(bet, sel, wheel)
            except IllegalBet:
                continue
            found[bet.value, json.dumps(sel)] = sum(piece.units for piece in pieces)
    return found


def selections(bet: RouletteBet, wheel: Wheel) -> list[object]:
    pockets = wheel_order(wheel)
    match bet:
        case RouletteBet.NEIGHBOURS:
            return [{"centre": at, "k": k} for at in pockets for k in range(1, MOST_NEIGHBOURS + 1)]
        case RouletteBet.FINAL_PLEIN:
            return list(range(10))
        case RouletteBet.FINAL_CHEVAL:
            return list(FINALS)
        case RouletteBet.COMPLETE_FLAT | RouletteBet.COMPLETE_PROGRESSIVE:
            return list(pockets)
    return [None]


@pytest.mark.parametrize("wheel", list(Wheel))
def test_every_call_of_the_wheel_can_be_made_and_takes_its_units(page: Tab, wheel: Wheel) -> None:
    made = with_layout(page, EVERY_CALL % wheel.value)
    assert len(made) == len(taken(wheel))
    assert {(bet["type"], json.dumps(bet["sel"])): bet["units"] for bet in made} == taken(wheel)


def test_a_choice_says_the_whole_call_and_its_chips(page: Tab) -> None:
    made = with_layout(page, EVERY_CALL % "european")
    said = {(bet["type"], json.dumps(bet["sel"])): bet.get("said") for bet in made}
    assert said["neighbours", '{"centre": "17", "k": 8}'] == "Call Neighbours 17 and 8 on each side, 17 chips"
    assert said["final_cheval", '"7/10"'] == "Call Final à cheval 7/10, 3 chips"
    assert said["complete_flat", '"0"'] == "Call Complete 0, 7 chips"
    assert said["complete_progressive", '"17"'] == "Call Progressive complete 17, 40 chips"


def test_a_call_is_made_with_the_keyboard_alone(page: Tab) -> None:
    with_layout(
        page,
        """(() => {
          const into = document.body.appendChild(document.createElement("dialog"));
          window.bets = [];
          const cloth = into.appendChild(document.createElement("div"));
          layout.draw(cloth, { wheel: "european", called_bets: true }, ({ type, sel }, units) => window.bets.push([type, sel, units]));
          into.showModal();
          cloth.querySelector("[data-call=neighbours] select").focus();
        })()""",
    )
    for key in ("3", "Tab", "5", "Tab", "Enter"):
        press(page, key)
    assert page.value("window.bets") == [["neighbours", {"centre": "3", "k": 5}, 11]]


def test_every_control_of_the_calls_has_a_name_for_screen_readers(page: Tab) -> None:
    names = with_layout(
        page,
        """(() => {
          const into = document.createElement("div");
          layout.draw(into, { wheel: "european", called_bets: true }, () => {});
          return [...into.querySelectorAll(".calls select, .calls [role=group], .calls .choice button")].map((each) => each.ariaLabel);
        })()""",
    )
    assert all(names) and len(set(names)) == len(names) == 5 + 6 + 5


def press(page: Tab, key: str) -> None:
    """A key goes down and up as from a real keyboard; a digit is typed, too."""
    code = {"Tab": 9, "Enter": 13}.get(key) or ord(key)
    text = {"text": key} if key.isdigit() else {"text": "\r"} if key == "Enter" else {}
    page.send("Input.dispatchKeyEvent", type="keyDown", key=key, windowsVirtualKeyCode=code, **text)
    page.send("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)
