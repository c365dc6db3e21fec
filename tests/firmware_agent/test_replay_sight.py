"""Replay of captures with a camera's words in them: they count as they did at the table, and in shadow they change nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from firmware_agent.config import AgentConfig
from firmware_agent.replay import OnHold, replay_lines
from firmware_agent.sight.sheet import sealed_sheet, sheet_path
from firmware_agent.signing import board_key
from hardware.sight_signals import CameraNoticed, CameraSaw
from hardware.signal_json import signal_json
from schemas.sight import SightKind
from schemas.sight_sheet import SightFigures, SightSheet
from tests.captures.make import MANUAL_SPIN
from tests.captures.tables import roulette
from tests.firmware_agent.rounds.eyes import saw

SECOND = 1_000_000_000
CALIBRATION = "c" * 64
Fact = dict[str, Any]


def line(at_s: float, data: bytes, device: str = "wheel") -> str:
    return json.dumps({"at_ns": round(at_s * SECOND), "device": device, "hex": data.hex()})


def said(at_s: float, signal: CameraSaw | CameraNoticed) -> str:
    """The camera's line; its picture is older."""
    return line(at_s, json.dumps(signal_json(signal)).encode(), "camera")


SPIN = [line(at, data) for at, data in MANUAL_SPIN]
RESULT_S = 36.9


def signed_in(folder: Path) -> Path:
    """A calibration that the board believes: its key lies beside."""
    calibration = folder / "site.json"
    calibration.write_text(json.dumps({"hash": CALIBRATION}))
    table = roulette().table.id
    sheet = SightSheet(
        table=table, sees=SightKind.WHEEL, calibration=CALIBRATION, model="", pictures=12, figures=SightFigures(), by="tess", at_utc_ns="1"
    )  # fmt: skip
    sheet_path(calibration).write_bytes(sealed_sheet(sheet, board_key(folder, table)).wire)
    return calibration


def with_eyes(mode: str, calibration: Path = Path("/nowhere/site.json")) -> AgentConfig:
    told = roulette().model_dump(mode="json", exclude_unset=True)
    told["store"] = {**told.get("store", {}), "folder": str(calibration.parent)}
    sight = {
        "mode": mode,
        "needed": 0,
        "calibration": str(calibration),
        "source": "v4l2",
        "address": "/dev/video0",
    }
    return AgentConfig.model_validate({**told, "sight": sight})


def seen(value: str, at_s: float) -> list[str]:
    """The capture, and what the camera said in it half a second after its picture."""
    word = said(at_s, saw(at_s - 0.5, f"W1 {value}", calibration=CALIBRATION))
    return sorted([*SPIN, word], key=lambda text: int(json.loads(text)["at_ns"]))


def told(config: AgentConfig, capture: list[str], on_hold: OnHold = OnHold.VOID) -> list[Fact]:
    return list(replay_lines(config, capture, on_hold))


def results(facts: list[Fact]) -> list[list[str]]:
    return [fact["data"]["sources"] for fact in facts if fact["kind"] == "round.outcome"]


def test_a_word_that_agrees_is_a_source_and_the_result_waits_for_it(tmp_path: Path) -> None:
    facts = told(with_eyes("on", signed_in(tmp_path)), seen("28", RESULT_S + 1))
    assert results(facts) == [["wheel.number", "wheel.status", "camera"]]


@pytest.mark.parametrize("on_hold", OnHold)
def test_a_word_that_differs_holds_the_round_and_nobody_lets_it_go_on(
    tmp_path: Path, on_hold: OnHold
) -> None:
    facts = told(with_eyes("on", signed_in(tmp_path)), seen("29", RESULT_S + 1), on_hold)
    assert [fact["data"]["cause"] for fact in facts if fact["kind"] == "round.held"] == ["camera_dispute"]
    assert results(facts) == [] and "round.released" not in [fact["kind"] for fact in facts]


@pytest.mark.parametrize("value", ["28", "29", "-hand"])
def test_in_shadow_a_capture_tells_the_same_with_the_camera_and_without(value: str) -> None:
    ours = ("round.seen", "sight.changed", "device.changed")
    with_words = told(with_eyes("shadow"), seen(value, RESULT_S + 1))
    without = told(roulette(), SPIN)
    rid = [
        [fact for fact in facts if fact["kind"] not in (*ours, "table.started")]
        for facts in (with_words, without)
    ]
    assert rid[0] == rid[1] and "round.seen" in [fact["kind"] for fact in with_words]


def test_a_capture_in_which_the_camera_never_speaks_waits_for_nobody() -> None:
    mute, blind = (told(config, SPIN) for config in (with_eyes("on"), roulette()))
    ends = [[fact["at_ns"] for fact in facts if fact["kind"] == "round.outcome"] for facts in (mute, blind)]
    assert ends[0] == ends[1] and results(mute) == [["wheel.number", "wheel.status"]]


def test_the_same_capture_tells_the_same_facts_each_time() -> None:
    capture = [
        *seen("29", RESULT_S + 1)[:-1],
        said(60, CameraNoticed(SECOND, "camera", "camera_moved", "4 px")),
    ]
    assert told(with_eyes("on"), capture) == told(with_eyes("on"), capture)
