"""Multiplier rounds at the edge: commit to a seed when the round opens, draw once its window has closed, reveal the seed at its end.

A draw mixes the seed with the hash of an audit row that lists the close and every bet: while bets are open nobody can know it, whoever
knows the seed. Never draws while a window is open, and never twice. See docs/multipliers.md.
"""

from __future__ import annotations

from edge_api.audit.chain import AuditChain
from edge_api.books.house import House
from edge_api.clock import Now
from edge_api.rounds.round import Round
from edge_api.rounds.seeds import draw_of, enter_draw, enter_seed, mark_revealed
from schemas.edge_events import MultipliersDrawn, SeedCommitted, SeedRevealed
from schemas.games.lucky import lottery_of

DRAW = "draw"
"""Kind of the audit row that tells of a draw."""


def commit_seed(house: House, of: Round) -> dict[str, str]:
    """Make and keep the seed of a round that draws; returns what its opening tells of it besides."""
    if lottery_of(of.rules) is None:
        return {}
    promised = enter_seed(house.conn, of.round_id, house.new_seed())
    of.undrawn = True
    house.record.audit.append(["committed", of.round_id, promised])
    house.record.events.append(SeedCommitted(table=of.table_id, round_id=of.round_id, commitment=promised))
    return {"commitment": promised}


def due(house: House) -> list[Round]:
    """Rounds whose window has closed and whose draw is to be made now."""
    return [of for of in house.rounds.running.values() if of.undrawn and not of.is_open]


def draw(house: House, audit: AuditChain, of: Round, now: Now) -> None:
    """Draw for a round that is due. The audit chain must list its close and its bets by now: the chain's head is the salt."""
    kept, lottery = draw_of(house.conn, of.round_id), lottery_of(of.rules)
    assert kept is not None and lottery is not None, "a round that draws has a seed and a law"
    number, salt = audit.head
    lucky = lottery.draw(kept.seed, of.round_id, salt)
    enter_draw(house.conn, of.round_id, salt, lucky)
    of.undrawn = False
    audit.append(now.utc_ns, DRAW, house.settings.edge, of.table_id, of.round_id, {"multipliers": lucky})
    house.record.events.append(
        MultipliersDrawn(
            table=of.table_id, round_id=of.round_id, multipliers=lucky, salt=salt, audit_seq=str(number + 1)
        )
    )
    house.record.tell(
        of.table_id, "multipliers", {"round_id": of.round_id, "multipliers": lucky, "salt": salt}
    )


def reveal_seed(house: House, of: Round) -> None:
    """Tell the seed of a round that is over."""
    kept = draw_of(house.conn, of.round_id)
    if kept is None:
        return
    mark_revealed(house.conn, of.round_id)
    of.undrawn = False
    house.record.audit.append(["revealed", of.round_id, kept.seed.hex()])
    house.record.events.append(
        SeedRevealed(
            table=of.table_id,
            round_id=of.round_id,
            seed=kept.seed.hex(),
            commitment=kept.commitment,
            salt=kept.salt,
        )
    )
    body = {
        "round_id": of.round_id,
        "seed": kept.seed.hex(),
        "commitment": kept.commitment,
        "salt": kept.salt,
    }
    house.record.tell(of.table_id, "seed", body)
