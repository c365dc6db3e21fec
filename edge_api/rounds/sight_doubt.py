"""Whether an outcome is borne out by what its table's camera was said to see. What is not, waits for a human; decides nothing itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from edge_api.books.house import House
from edge_api.clock import Now
from edge_api.rounds.hold import hold
from edge_api.rounds.round import Holder, Round
from edge_api.rounds.sight_open import open_at, open_unread, opened, unread
from schemas.causes import HoldCause
from schemas.facts import RoundOutcome
from schemas.games.deal import Readings, Spot
from schemas.games.roulette import RouletteOutcome
from schemas.readings import FACE_DOWN, WHEEL
from schemas.sight import Compared, SightMode, same_value

CAMERA, NOTHING = "camera", "nothing"
ONE_PERSON, PEOPLE = "person", "people"
PERSONS = frozenset({ONE_PERSON, PEOPLE})
DISPUTE = HoldCause.CAMERA_DISPUTE.value

_VERDICTS = "SELECT place, number, hand, verdict, camera, mode FROM seen WHERE round_id = ?"
_COMPARED = (
    "SELECT place, number, hand, sensor FROM seen WHERE round_id = ? AND sensor IS NOT NULL AND mode = 'on'"
)


def hold_doubtful(house: House, of: Round, fact: RoundOutcome, now: Now) -> bool:
    """Hold a round whose outcome the camera's words do not bear: the outcome then waits for a human. Whether it is held for that."""
    why = _undecided(house, of, fact) or _unfounded(house, of, fact) or _otherwise(house, of, fact)
    return why is not None and hold(house, of, Holder.EDGE, DISPUTE, why, now)


def hold_undecided(house: House, of: Round, fact: RoundOutcome, now: Now) -> bool:
    """The same, where a human has just let go of what the hold before told: only what came since holds it anew."""
    why = _undecided(house, of, fact)
    return why is not None and hold(house, of, Holder.EDGE, DISPUTE, why, now)


def _undecided(house: House, of: Round, fact: RoundOutcome) -> str | None:
    """What nobody has decided yet where sensor and camera differ, or what the camera saw alone and no person has answered."""
    open_unread(house, of)
    _open_contradicted(house, of, fact)
    for spot, sensor, camera in opened(house, of):
        if sensor is not None:
            return f"{spot}: the sensor says {sensor}, the camera {camera}"
        if not _answered(of, fact, spot, camera):
            return f"the camera says {camera} at {spot}, no sensor read it, and {_lies(of, fact, spot) or 'another value'} lies there"
    return None


def _open_contradicted(house: House, of: Round, fact: RoundOutcome) -> None:
    """One person's word needs the camera's, sure or not: where the two differ it is a dispute. Two people need none."""
    if ONE_PERSON not in fact.sources:
        return
    for spot, camera in unread(house, of):
        if _lies(of, fact, spot) not in (None, FACE_DOWN, NOTHING) and not _answered(of, fact, spot, camera):
            open_at(house, of, spot)


def _answered(of: Round, fact: RoundOutcome, spot: Spot, camera: str) -> bool:
    """Whether two people have said what lies there, or one the same as the camera."""
    if PEOPLE in fact.sources:
        return True
    lies = _lies(of, fact, spot)
    return ONE_PERSON in fact.sources and lies is not None and same_value(spot.place, camera, lies)


def _unfounded(house: House, of: Round, fact: RoundOutcome) -> str | None:
    """A result that calls the camera its witness rests on what it was said to have seen, everywhere: both, or the camera's word that a person let count."""
    if CAMERA not in fact.sources:
        return None
    good = {Compared.BOTH.value, *({Compared.CAMERA_ONLY.value} if ONE_PERSON in fact.sources else ())}
    said = "the outcome names the camera as a source, but"
    rows = house.conn.execute(_VERDICTS, (of.round_id,)).fetchall()
    told = {Spot(*row[:3]): (str(row[3]), row[4], str(row[5])) for row in rows}
    bad = next((spot for spot, (verdict, _, _) in told.items() if verdict not in good), None)
    if bad is not None:
        return f"{said} at {bad} its verdict is {told[bad][0]}"
    if not told:
        return f"{said} nothing was said of what it saw"
    for spot in _rests_on(of, fact):
        why = _not_seen(of, fact, spot, told.get(spot))
        if why is not None:
            return f"{said} {why}"
    return None


def _not_seen(
    of: Round, fact: RoundOutcome, spot: Spot, told: tuple[str, str | None, str] | None
) -> str | None:
    """Why a row (verdict, the camera's value, mode) does not say that the camera saw what lies there."""
    if told is None:
        return f"nothing was said of what it saw at {spot}"
    _, camera, mode = told
    if mode != SightMode.ON.value:
        return f"at {spot} its word did not count: the mode was {mode}"
    lies = _lies(of, fact, spot)
    if camera is None or lies is None or not same_value(spot.place, camera, lies):
        return f"at {spot} it saw {camera or NOTHING}, and {lies} lies there"
    return None


def _rests_on(of: Round, fact: RoundOutcome) -> Iterator[Spot]:
    """Every place that the result rests on; a card that lies face down shows nothing to any camera."""
    if isinstance(fact.outcome, RouletteOutcome):
        yield Spot(WHEEL, 1)
    for name, values in of.deal.standing().items():
        place, _, hand = name.partition("/")
        for index, value in enumerate(values, start=1):
            if value != FACE_DOWN:
                yield Spot(place, index, int(hand or 1))


def _otherwise(house: House, of: Round, fact: RoundOutcome) -> str | None:
    """Where the sensor's value beside the camera's is not what the books know to lie there. What people entered stands in place of a sensor."""
    if PERSONS & set(fact.sources):
        return None
    for place, number, hand, sensor in house.conn.execute(_COMPARED, (of.round_id,)).fetchall():
        spot = Spot(place, number, hand)
        lies = _lies(of, fact, spot)
        if lies not in (None, FACE_DOWN) and not same_value(place, sensor, lies):
            return f"at {spot} the camera was compared with {sensor}, but {lies} lies there"
    return None


def _lies(of: Round, fact: RoundOutcome, spot: Spot) -> str | None:
    """What the books know to lie at a place: a card or nothing, a throw, a stop, or the outcome's pocket; None where they can't tell."""
    if isinstance(fact.outcome, RouletteOutcome):
        return fact.outcome.pocket
    lying = _lying(of, spot)
    if spot.index <= len(lying):
        return lying[spot.index - 1]
    return NOTHING if of.deal.reads is Readings.CARDS else None


def _lying(of: Round, spot: Spot) -> Sequence[str]:
    name = spot.place if spot.hand == 1 else f"{spot.place}/{spot.hand}"
    return of.deal.standing().get(name, ())
