"""Replay on lines written by hand: time, keys, refusals and the people who are not in a capture."""

from __future__ import annotations

import io
import json

import pytest

from firmware_agent.capture import CaptureError
from firmware_agent.config_file import ConfigError
from firmware_agent.replay import OnHold, replay, replay_lines
from tests.captures.make import MANUAL_SPIN, Shoe, coup
from tests.captures.tables import baccarat, roulette, rounds

SECOND = 1_000_000_000


def line(at_s: float, data: bytes, device: str = "wheel") -> str:
    """A capture line."""
    return json.dumps({"at_ns": round(at_s * SECOND), "device": device, "hex": data.hex()})


def key(at_s: float, name: str) -> str:
    """A dealer's key in a capture."""
    return line(at_s, name.encode(), "console")


def naturals(*starts_s: float, first: bytes = b"P") -> list[str]:
    """The same coup at each of ``starts_s``, from one shoe; every event once. ``first`` is what the shoe says at one second."""
    shoe = Shoe()
    events = [(1.0, shoe.frame(first))]
    for at_s in starts_s:
        events += coup(shoe, at_s, NATURAL, "P")
    return [line(at_s, frame, "shoe") for at_s, frame in events]


SPIN = [line(at, data) for at, data in MANUAL_SPIN]
NATURAL = "P1 8S B1 5C P2 KH B2 2D"


def test_a_deadline_between_two_lines_falls_at_its_own_nanosecond() -> None:
    (first, _) = rounds(roulette(betting_s=4.0), SPIN).values()
    assert first.closed_ns == 4 * SECOND


def test_nothing_happens_after_the_last_line() -> None:
    (only,) = rounds(roulette(betting_s=4.0), SPIN[:2]).values()
    assert only.closed_ns is None and only.end is None


def test_an_empty_capture_tells_nothing() -> None:
    assert list(replay_lines(roulette(), ["", "\n"])) == []


@pytest.mark.parametrize("open_by", ["device", "auto", "dealer"])
@pytest.mark.parametrize("confirm", ["sources", "dealer"])
def test_without_people_the_wheel_itself_opens_and_its_readings_confirm(open_by: str, confirm: str) -> None:
    told = rounds(roulette(open_by=open_by, confirm=confirm), SPIN)
    assert [this.end for this in told.values()] == ["28", None]


def test_keys_in_the_capture_are_the_dealers() -> None:
    with_keys = [*SPIN[:1], key(0.5, "open"), *SPIN[2:10], key(38, "confirm"), *SPIN[10:]]
    (only,) = rounds(roulette(open_by="dealer", confirm="dealer"), with_keys).values()
    assert (only.opened_ns, only.end, only.ended_ns) == (SECOND // 2, "28", 38 * SECOND)


def test_a_stand_in_dealer_takes_bets_before_each_coup_however_fast_they_follow() -> None:
    capture = naturals(20, 27, 60)
    told = list(rounds(baccarat(betting_s=10.0), capture).values())
    assert [this.end for this in told] == ["player"] * 3
    assert [this.opened_ns for this in told] == [
        20 * SECOND - 10_030_000_000,
        25 * SECOND,
        60 * SECOND - 10_030_000_000,
    ]


def test_an_automatic_table_keeps_its_own_time_and_holds_a_card_that_comes_too_early() -> None:
    capture = naturals(10, 60, first=b"S")
    told = list(rounds(baccarat(open_by="auto", betting_s=10.0), capture).values())
    assert [(this.end, this.held) for this in told] == [
        ("void: pit_boss", ["card_before_close"]),
        ("player", []),
    ]


def test_a_hold_is_kept_where_it_is_asked_for() -> None:
    spoilt = [*SPIN[:9], line(36.9, b"*X;5;002;29;0;172;0\r\n"), *SPIN[10:]]
    (only,) = rounds(roulette(), spoilt, OnHold.KEEP).values()
    assert (only.end, only.held) == (None, ["sources_disagree"])
    assert [this.end for this in rounds(roulette(), spoilt).values()] == ["void: pit_boss", None]


def test_facts_come_as_lines_of_json() -> None:
    out = io.StringIO()
    replay(roulette(), io.StringIO("\n".join(SPIN)), out)
    facts = [json.loads(text) for text in out.getvalue().splitlines()]
    assert all(set(fact) == {"at_ns", "kind", "data"} for fact in facts)
    (result,) = [fact for fact in facts if fact["kind"] == "round.outcome"]
    assert result["data"]["outcome"]["pocket"] == "28"


@pytest.mark.parametrize(
    ("bad", "what"),
    [
        ("{", "Invalid JSON"),
        ("[]", "object"),
        ('{"at_ns": 1, "device": "wheel"}', "hex: Field required"),
        ('{"at_ns": "1", "device": "wheel", "hex": ""}', "at_ns"),
        ('{"at_ns": -1, "device": "wheel", "hex": ""}', "at_ns"),
        ('{"at_ns": 1.5, "device": "wheel", "hex": ""}', "at_ns"),
        ('{"at_ns": 1, "device": "wheel", "hex": "2a5"}', "hexadecimal"),
        ('{"at_ns": 1, "device": "wheel", "hex": "zz"}', "hexadecimal"),
        ('{"at_ns": 1, "device": "shoe", "hex": ""}', "the table has console, wheel"),
        ('{"at_ns": 1, "device": "console", "hex": "00"}', "there are open"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_before_any_fact(bad: str, what: str) -> None:
    out = io.StringIO()
    with pytest.raises(CaptureError, match="capture line 2: ") as caught:
        replay(roulette(), io.StringIO("\n".join([SPIN[0], bad])), out)
    assert what in str(caught.value)
    assert out.getvalue() == ""


def test_a_kind_of_device_that_is_unknown_is_a_fault_of_the_configuration() -> None:
    config = roulette()
    strange = config.model_copy(update={"device": (config.device[0].model_copy(update={"kind": "x"}),)})
    with pytest.raises(ConfigError, match=r"\[\[device\]\] wheel: device kind 'x' is unknown"):
        list(replay_lines(strange, SPIN))


def test_other_fields_and_a_stamp_that_steps_back_are_taken() -> None:
    early = '{"at_ns": 5, "device": "wheel", "hex": "2a753a", "note": "second reader"}'
    told = rounds(roulette(), [*SPIN[:3], early, *SPIN[3:]])
    assert [this.end for this in told.values()] == ["28", None]
