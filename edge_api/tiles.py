"""What a tile of the floor page shows of one table: its projection, its figures from the books, and which of its states counts most. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schemas.games.baccarat import total
from schemas.phases import Game
from schemas.times import rfc3339

OPEN_PHASES = frozenset({"bets_open", "bets_closing_soon"})
RESTING_PHASES = frozenset({"idle", "settled", "cancelled", "corrected"})
SHOWN_RESULT_PHASES = frozenset({"settled", "result_confirmed", "corrected"})
DICE_GAMES = frozenset({Game.SIC_BO, Game.CRAPS})
WELL = {"up": "up", "cleared": "up", "key_free": "up"}
HOUR_NS = 3600 * 10**9


@dataclass(frozen=True, slots=True)
class Figures:
    """From the books: the running round's opening (UTC ns), stakes (minor units) and players; newest first, when the last rounds
    opened and what the last settled ones gave (a pocket, or who won). ``staying``: stakes of earlier rounds that stay on the layout."""

    opened_utc_ns: int | None
    staked: int
    players: int
    openings_utc_ns: tuple[int, ...]
    results: tuple[str, ...]
    staying: int = 0


def played_as(phase: str, game: str) -> str:
    """The word for a round's phase at this game: dice roll where a wheel spins."""
    return "rolling" if phase == "spinning" and Game(game) in DICE_GAMES else phase


def told(reading: str, place: str) -> str:
    """A reading for people, such as "2-3-4": dice lie in no order, so the smallest is told first."""
    return "-".join(sorted(reading)) if place == "dice" else reading


def tile(snapshot: Mapping[str, Any], figures: Figures, now_utc_ns: int) -> dict[str, Any]:
    """A staff snapshot of ``edge_api.floor`` with everything that the tile's template prints."""
    health = snapshot["health"] or {}
    return {
        **snapshot,
        "shown": shown(snapshot),
        "is_open": snapshot["phase"] in OPEN_PHASES,
        "is_running": snapshot["round_id"] is not None and snapshot["phase"] not in RESTING_PHASES,
        "online": online(snapshot),
        "outcome": _outcome(snapshot),
        "points": _points(snapshot),
        "results": figures.results,
        "opened_at": rfc3339(figures.opened_utc_ns) if figures.opened_utc_ns else None,
        "staked": figures.staked,
        "staying": figures.staying,
        "players": figures.players,
        "rounds_per_hour": pace(figures.openings_utc_ns, now_utc_ns),
        "device_list": devices(health.get("devices", ()), snapshot["devices"]),
        "clock_quality": _clock_quality(snapshot["clock"], health),
        "clock_error_us": health.get("clock_error_us", snapshot["clock"].get("error_us")),
    }


def shown(snapshot: Mapping[str, Any]) -> str:
    """The state that counts most: frozen or held before the round's phase; a silent board or a closed table once no window is open."""
    phase: str = snapshot["phase"]
    status: str = snapshot["status"]
    if status == "frozen":
        return "frozen"
    if snapshot["hold"] is not None:
        return "held"
    if online(snapshot) is False and phase not in OPEN_PHASES:
        return "lost"
    return status if status != "open" and phase in RESTING_PHASES else phase


def online(snapshot: Mapping[str, Any]) -> bool | None:
    """Is the board heard? None before anything was."""
    known: bool | None = snapshot["board"].get("online")
    return True if known is None and snapshot["health"] is not None else known


def pace(openings_utc_ns: Sequence[int], now_utc_ns: int) -> int | None:
    """Rounds an hour, from the openings of the last hour (newest first); None with fewer than two."""
    recent = [opened for opened in openings_utc_ns if now_utc_ns - opened < HOUR_NS]
    if len(recent) < 2 or recent[0] <= recent[-1]:
        return None
    return round((len(recent) - 1) * HOUR_NS / (recent[0] - recent[-1]))


def devices(
    reported: Sequence[Mapping[str, Any]], asserted: Mapping[str, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """A table's devices by name: what the board reports of itself, overruled by trouble that the table asserted."""
    lines = {each["name"]: _line(each["name"], "up" if each["up"] else "down", "", each) for each in reported}
    for name, fact in asserted.items():
        condition = WELL.get(fact["condition"], fact["condition"])
        if name not in lines or condition != "up":
            lines[name] = _line(name, condition, fact["detail"], lines.get(name, {}))
    return [lines[name] for name in sorted(lines)]


def _line(name: str, condition: str, detail: str, known: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "condition": condition,
        "detail": detail,
        "last_seen_ms": known.get("last_seen_ms"),
        "dropped_bytes": known.get("dropped_bytes", 0),
    }


def _outcome(snapshot: Mapping[str, Any]) -> Any:
    """The result of the round on show, once it counts."""
    results = snapshot["last_results"]
    if not results or snapshot["phase"] not in SHOWN_RESULT_PHASES:
        return None
    return results[0]["outcome"] if results[0]["round_id"] == snapshot["round_id"] else None


def _points(snapshot: Mapping[str, Any]) -> dict[str, int]:
    """Totals of the hands, where the game has some that are read at a glance."""
    if snapshot["game"] != Game.BACCARAT.value:
        return {}
    return {hand: total(cards) for hand, cards in snapshot["cards"].items()}


def _clock_quality(graded: Mapping[str, Any], health: Mapping[str, Any]) -> str:
    """good, warn or refuse as the edge graded it last; a clock that was never graded down is good once it reports."""
    quality: str = graded.get("quality", "good" if health else "unknown")
    return quality
