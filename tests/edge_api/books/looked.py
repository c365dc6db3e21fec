"""What a board says that its camera saw, for the books: positions, and facts of them."""

from __future__ import annotations

from typing import Any

from schemas.sight import Compared, SeenPosition, SeenVote, SightMode, verdict_of
from schemas.sight_facts import RoundSeen
from tests.edge_api.books.studio import Studio

STILL = "ab" * 32
RED = ("red", None, 1000)


def at_wheel(sensor: str | None, camera: str | None, verdict: Compared, **changed: Any) -> SeenPosition:
    votes = (SeenVote(reader="ball", value=camera, score=0.98, lead=0.9),)
    told: dict[str, Any] = {"looks": 8, "votes": votes, "still": STILL}
    return SeenPosition(
        place="wheel", index=1, sensor=sensor, camera=camera, verdict=verdict, **(told | changed)
    )


def card(place: str, index: int, sensor: str | None, camera: str | None, **changed: Any) -> SeenPosition:
    """As both of the camera's readers saw it in eight pictures; ``hand``, ``looks`` and ``votes`` as they are."""
    votes = tuple(SeenVote(reader=name, value=camera, score=0.9, lead=0.5) for name in ("corner", "face"))
    told: dict[str, Any] = {"looks": 8, "votes": votes}
    verdict = verdict_of(place, sensor, camera)
    return SeenPosition(
        place=place, index=index, sensor=sensor, camera=camera, verdict=verdict, **(told | changed)
    )


def seen(round_id: str, *positions: SeenPosition, mode: SightMode = SightMode.ON) -> RoundSeen:
    return RoundSeen(round_id=round_id, mode=mode, calibration="c" * 64, model="", positions=positions)


DISPUTE = at_wheel("18", "21", Compared.DISPUTE)
BOTH = at_wheel("18", "18", Compared.BOTH)


def played(studio: Studio) -> str:
    """A round with a bet on it whose window has closed."""
    round_id = studio.open()
    studio.bet(1, round_id, RED)
    studio.close(round_id)
    return round_id
