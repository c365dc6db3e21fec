"""What a board with the right key may still sign: nothing of it ends the books, and no doubtful result is paid."""

from __future__ import annotations

from typing import Any

import pytest

from edge_api.ingest import Ingest
from schemas.causes import CloseCause, HoldCause
from schemas.envelope import event_hash, seal
from schemas.facts import Fact, RoundClosed, RoundHeld, RoundOpened, RoundReleased, SupervisorCalled
from schemas.phases import Game
from tests.edge_api.books.studio import MS, WHEEL, Studio

FIRST = f"{WHEEL}-7-1"
CALL = SupervisorCalled(reason="x")
MOST = str(2**63 - 1)
LONG_AGO: dict[str, Any] = {"time": "0001-01-01T00:00:00+23:59"}
EVIDENCE = RoundClosed(round_id=FIRST, cause=CloseCause.BALL_IN_RIM, evidence=True)


def send(studio: Studio, fact: Fact, raw: tuple[bytes, bytes] = (b"", b""), **changed: Any) -> str:
    """What the edge makes of it: the effect of a fact that was taken, or the last alert."""
    board = studio.boards[WHEEL]
    ingest = Ingest("demo", frozenset(studio.settings.tables), studio.signer, studio.books)
    ingest.load(studio.conn)
    before = board.head
    payload = board.assert_(fact, studio.now, **changed).opened.payload.replace(*raw)
    with studio.turn():
        effects = studio.keep(ingest.take(WHEEL, seal(payload, board.key_id, board.key.sign), studio.now))
    board.head = event_hash(payload) if effects.inbox else before
    board.seq -= not effects.inbox
    return effects.inbox or studio.alerts()[-1]


def opening(studio: Studio, closes_ns: str | None = None) -> RoundOpened:
    closes = closes_ns or str(studio.boards[WHEEL].mono(studio.now) + 15_000 * MS)
    return RoundOpened(round_id=FIRST, game=Game.ROULETTE, betting_ms=15_000, closes_ns=closes)


@pytest.mark.parametrize("field", ["epoch", "monons"])
def test_a_number_that_no_database_holds_is_malformed(studio: Studio, field: str) -> None:
    raw = {"epoch": b'"epoch": "7"', "monons": b'"monons": "1004999000000"'}[field]
    assert send(studio, CALL, (raw, f'"{field}": "{"9" * 19}"'.encode())) == "malformed"
    assert send(studio, CALL) == "called"


@pytest.mark.parametrize(
    ("closes", "changed"), [("0", {"monons": MOST}), (MOST, {"monons": "0"}), (None, LONG_AGO)]
)
def test_a_window_between_absurd_moments_never_opens_for_long(
    studio: Studio, closes: str | None, changed: dict[str, Any]
) -> None:
    assert send(studio, opening(studio, closes), **changed).startswith("opened")
    assert studio.deadline(FIRST) <= studio.now.mono_ns + 15_000 * MS


def test_evidence_of_two_thousand_years_ago_returns_every_bet(studio: Studio) -> None:
    player = studio.player()
    send(studio, opening(studio))
    studio.bet(player, FIRST, ("red", None, 100))
    assert send(studio, EVIDENCE, **LONG_AGO) == "closed"
    assert studio.balance(player) == 1_000_000


def test_a_clock_error_below_zero_is_malformed(studio: Studio) -> None:
    assert send(studio, CALL, (b'"clkerrus": 100', b'"clkerrus": -1')) == "malformed"


@pytest.mark.parametrize("data", [b"NaN", b"1e999", b"9" * 4000, b"[" * 190 + b"]" * 190])
def test_strange_values_in_fields_that_nobody_knows_change_nothing(studio: Studio, data: bytes) -> None:
    assert send(studio, CALL, (b'"reason": "x"', b'"reason": "x", "more": ' + data)) in (
        "called",
        "malformed",
    )


@pytest.mark.parametrize(
    "kind", ["floor.round.opened.v2", "round.opened.v1", "floor.round.opened.v1.v1", "", "unknown"]
)
def test_a_type_of_another_version_is_unknown_and_proves_nothing_wrong(studio: Studio, kind: str) -> None:
    assert send(studio, opening(studio), type=kind) == "ignored:unknown_kind"


def test_a_table_can_not_use_up_the_round_ids_of_a_table_with_a_longer_name(studio: Studio) -> None:
    foreign = f"{WHEEL}-b-7-1"
    opened = opening(studio).model_copy(update={"round_id": foreign})
    assert send(studio, opened) == "ignored:foreign_round"
    assert studio.round(foreign) is None


def test_two_different_results_while_held_are_never_paid(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    studio.bet(player, round_id, ("straight", ["17"], 100))
    studio.close(round_id)
    studio.act("hold", None, round_id)
    for pocket in ("3", "17"):
        assert studio.spin(round_id, pocket) == "ignored:held"
    studio.act("release", WHEEL, round_id)
    assert studio.round(round_id)["phase"] == "held"
    assert studio.alerts()[-1] == "held_edge"
    studio.act("void", None, round_id)
    assert studio.balance(player) == 1_000_000


def test_a_result_that_contradicts_one_that_came_while_held_is_not_paid(studio: Studio) -> None:
    round_id = studio.open()
    studio.close(round_id)
    studio.fact(RoundHeld(round_id=round_id, cause=HoldCause.SOURCES_DISAGREE, detail="wheel 3, camera 17"))
    assert studio.spin(round_id, "3") == "ignored:held"
    studio.fact(RoundReleased(round_id=round_id, by="dealer"))
    assert studio.spin(round_id, "17") == "ignored:two_outcomes"
    assert studio.round(round_id)["held_cause"] == "edge:two_outcomes"
