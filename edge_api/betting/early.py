"""Early choices: what a player wants a hand to do when it is asked. Durable, the last one counts; dropped when the hand has changed."""

from __future__ import annotations

import sqlite3
import uuid
from typing import Any

from edge_api.betting.deciding import chosen_action, own_seat, playing, reused, take
from edge_api.betting.digest import decision_digest, owned_digest
from edge_api.books.house import House
from edge_api.books.messages import Decide
from edge_api.books.refused import NotDone
from edge_api.clock import Now, rfc3339
from edge_api.rounds.question import Question
from edge_api.rounds.round import Round
from edge_api.rounds.seating import Early, cards_at, hands_at
from schemas.bets import Refusal
from schemas.games.blackjack_deal import BlackjackDeal
from schemas.games.blackjack_hand import Action, actions
from schemas.games.blackjack_rules import BlackjackRules

MOST_CHOICES = 200
"""So often may a player change their mind in one round."""


def chosen_before(house: House, request: Decide) -> dict[str, Any] | None:
    """The answer to an early choice that is known already.

    Raises:
        NotDone: its id was used for something else.
    """
    row = house.conn.execute(
        "SELECT e.digest, e.at_utc_ns, r.table_id, r.currency FROM early_decisions e JOIN rounds r USING (round_no)"
        " WHERE e.player_no = ? AND e.decision_id = ?",
        (request.player_no, request.decision_id),
    ).fetchone()
    if row is None:
        return None
    if row[0] != request.digest:
        raise reused(request)
    return _body(house, request, row[2], row[3], row[1])


def choose(house: House, of: Round, request: Decide, now: Now) -> dict[str, Any]:
    """Keep, change or withdraw a choice for a hand that is not asked yet; returns the answer.

    Raises:
        NotDone: the hand is not the player's, is asked now, or can't do that.
    """
    seating, deal = playing(house, of)
    own_seat(seating, request)
    action = None if request.action is None else chosen_action(request)
    cards = _check(of, deal, request, action)
    _check_patience(house.conn, of, request)
    _end(house.conn, of, (request.seat, request.hand), "replaced")
    early_no = _enter(house, of, request, len(cards), now)
    if action is not None:
        kept = Early(early_no, request.player_no, request.decision_id, action, len(cards))
        seating.early[request.seat, request.hand] = kept
    _tell_staff(house, of, request.seat, request.hand, action)
    return _body(house, request, of.table_id, of.currency, now.utc_ns)


def _check(of: Round, deal: BlackjackDeal, request: Decide, action: Action | None) -> list[str]:
    cards = list(cards_at(deal, request.seat, request.hand))
    if len(cards) < 2:
        raise NotDone(Refusal.WRONG_PHASE, f"seat {request.seat} has no hand {request.hand} of two cards yet")
    if request.cards not in (None, len(cards)):
        raise NotDone(Refusal.WRONG_PHASE, f"the hand has {len(cards)} cards now, not {request.cards}")
    if of.seating and of.seating.question and of.seating.question.asks(request.seat, request.hand):
        raise NotDone(Refusal.WRONG_PHASE, "the hand is asked now: decide")
    assert isinstance(of.rules, BlackjackRules)
    if action is not None and action not in actions(of.rules, cards, hands_at(deal, request.seat)):
        raise NotDone(Refusal.WRONG_PHASE, f"that hand can't {action.value}")
    return cards


def _check_patience(conn: sqlite3.Connection, of: Round, request: Decide) -> None:
    made = "SELECT COUNT(*) FROM early_decisions WHERE round_no = ? AND player_no = ?"
    if conn.execute(made, (of.round_no, request.player_no)).fetchone()[0] >= MOST_CHOICES:
        raise NotDone(Refusal.WRONG_PHASE, "you have changed your mind too often in this round")


def _enter(house: House, of: Round, request: Decide, cards: int, now: Now) -> int:
    early_no: int = house.conn.execute(
        "INSERT INTO early_decisions (player_no, decision_id, round_no, digest, seat, hand, action, cards, state, at_utc_ns)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING early_no",
        (
            request.player_no, request.decision_id, of.round_no, request.digest, request.seat, request.hand, request.action, cards,
            "withdrawn" if request.action is None else "kept", now.utc_ns,
        ),
    ).fetchone()[0]  # fmt: skip
    player = house.players.get(request.player_no)
    assert player is not None, "who owns a seat is a player"
    owned = owned_digest(
        player.operator, player.player_id, request.decision_id, (cards, now.utc_ns), request.digest
    )
    house.record.audit.append(["early", early_no, owned])
    return early_no


def _body(house: House, request: Decide, table_id: str, currency: str, at_utc_ns: int) -> dict[str, Any]:
    player = house.players.get(request.player_no)
    assert player is not None, "who chose is a player"
    return {
        "decision_id": request.decision_id, "seat": request.seat, "hand": request.hand, "action": request.action, "early": True,
        "table": table_id, "round_id": request.round_id, "staked": 0, "balance": house.ledger.balance(player.account_no),
        "currency": currency, "accepted_at": rfc3339(at_utc_ns),
    }  # fmt: skip


def answer_early(house: House, of: Round, question: Question, now: Now) -> None:
    """A hand has just been asked: what was chosen for it is decided now, or its player hears why not."""
    seating, hand = of.seating, (question.seat or 0, question.hand)
    early = seating.early.get(hand) if seating is not None else None
    if early is None or _is_for_later(question, early):
        return
    try:
        if len(cards_at(of.deal, *hand)) != early.cards:
            raise NotDone(Refusal.WRONG_PHASE, "the hand has changed since you chose: decide again")
        slip = take(house, of, _decision(of, hand, early), now, early.early_no)
    except NotDone as refused:
        _end(house.conn, of, hand, "refused")
        told = {"state": "refused", "error": refused.code.value, "message": refused.message}
    else:
        _end(house.conn, of, hand, "done")
        told = {"state": "done", "decision_id": slip.request.bet_id}
    body = {"round_id": of.round_id, "seat": hand[0], "hand": hand[1], "action": early.action.value}
    house.record.tell(of.table_id, "early", body | told, early.player_no)
    _tell_staff(house, of, *hand, None)


def _is_for_later(question: Question, early: Early) -> bool:
    """Early surrender is asked first: any other choice is for the question after it."""
    return Action.PLAY in question.actions and early.action is not Action.SURRENDER


def _decision(of: Round, hand: tuple[int, int], early: Early) -> Decide:
    decision_id = str(derived_id(early.decision_id))
    content = (*hand, early.action.value, early.cards, False)
    digest = decision_digest(of.table_id, of.round_id, *content)
    return Decide(0, early.player_no, of.table_id, decision_id, of.round_id, *content, digest)


def derived_id(early_id: str) -> uuid.UUID:
    """The id of the decision that an early choice becomes."""
    return uuid.uuid5(uuid.UUID(early_id), "decision")


def _end(conn: sqlite3.Connection, of: Round, hand: tuple[int, int], state: str) -> None:
    early = of.seating.early.pop(hand, None) if of.seating is not None else None
    if early is not None:
        conn.execute("UPDATE early_decisions SET state = ? WHERE early_no = ?", (state, early.early_no))


def _tell_staff(house: House, of: Round, seat: int, hand: int, action: Action | None) -> None:
    body = {"round_id": of.round_id, "seat": seat, "hand": hand, "action": action.value if action else None}
    house.record.tell_staff(of.table_id, "wish", body)
