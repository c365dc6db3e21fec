"""One round's places, each by its sensor and by the camera, and what people have decided about them. Holds and confirms nothing itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from firmware_agent.rounds.fusion import (
    Reader,
    Sensed,
    advice,
    compare,
    position,
    spot_of,
    stands_alone,
    value_of,
)
from firmware_agent.rounds.fusion_words import Words
from hardware.sight_signals import CameraSaw
from schemas.games.deal import Spot
from schemas.readings import FACE_DOWN
from schemas.sight import Compared, SeenPosition, SightKind, SightMode, same_value

ONLY_BOTH = frozenset({Compared.BOTH})
WITH_A_PERSON = frozenset({Compared.BOTH, Compared.CAMERA_ONLY})


class RoundFusion:
    """The places of the round that opened at ``opened_ns``; ``mode`` is fixed for the whole round, and in mode ON so is its ``reader``."""

    def __init__(
        self, sees: SightKind, mode: SightMode, round_id: str, opened_ns: int, reader: Reader | None = None
    ) -> None:
        self._sees, self.mode, self.round_id = sees, mode, round_id
        self.reader = reader or Reader()
        self._fresh_ns = opened_ns
        self.open = True
        self._gone_ns: int | None = None
        self._since: dict[Spot, int] = {}
        self._until: dict[Spot, int] = {}
        self._sensed: dict[Spot, Sensed] = {}
        self._words = Words(sees)
        self._entered: set[Spot] = set()
        self._said: dict[Spot, tuple[str, str]] = {}
        """What one person alone entered, and who: it rests on the camera."""
        self._seconded: set[Spot] = set()
        """Where another person has then decided that it is right."""
        self._decided: dict[Spot, str | None] = {}
        """By a person: against which of the camera's values; None: what people entered, against all."""
        self._asked: dict[Spot, str | None] = {}
        self._differed: set[Spot] = set()
        self._extra: set[Spot] = set()
        self._counted: set[Spot] = set()
        self._shown: set[tuple[Spot, str | None]] = set()
        self._told: dict[Spot, SeenPosition] = {}

    # --- what comes in

    def closed(self, at_ns: int) -> None:
        """Bets are closed: what lay in a wheel or dome before is the last round's."""
        self.open = False
        self.afresh(at_ns)

    def afresh(self, at_ns: int) -> None:
        """Played again, or about to be played: pictures from before show what the sensor has read by now, later ones what it will read. Cards stay where they lie."""
        if self._sees is SightKind.CARDS:
            return
        self._fresh_ns = at_ns
        for spot in self._sensed:
            self._until.setdefault(spot, at_ns)
        self._words.afresh(at_ns, self._sensed)

    def forget(self, spot: Spot) -> None:
        """What was read there does not count, nor what anybody has decided about it: it is played again."""
        for known in (self._sensed, self._decided, self._said, self._since, self._until):
            known.pop(spot, None)
        self._words.forget(spot)
        for each in (self._entered, self._differed, self._counted, self._seconded):
            each.discard(spot)

    def gone(self, at_ns: int) -> None:
        """What lay there lies there no more, such as a ball that is played again: later pictures show something else."""
        if self._gone_ns is None:
            self._gone_ns = at_ns

    def sense(self, at_ns: int, spot: Spot, value: str) -> None:
        """The table's device reads ``value`` there; what people entered stays theirs, what they decided about another reading does not."""
        known = self._sensed.get(spot)
        if spot not in self._entered and (known is None or known.value != value):
            self._decided.pop(spot, None)
            self._sensed[spot] = Sensed(value, at_ns)
            self._since.setdefault(spot, self._fresh_ns)
            self._words.let_go(spot)
            self._keep_open(spot)

    def split(self, at_ns: int, place: str, hand: int) -> None:
        """A hand's second card begins the place's next hand, with all that is known of it; the one drawn in its stead is another."""
        hands = [spot.hand for spot in self._sensed.keys() | self._entered if spot.place == place]
        old, new = Spot(place, 2, hand), Spot(place, 1, max(hands, default=1) + 1)
        by_spot: tuple[dict[Spot, Any], ...] = (self._sensed, self._decided, self._said)
        for known in by_spot:
            if old in known:
                known[new] = known.pop(old)
        self._words.move(old, new)
        for spots in (self._entered, self._differed, self._counted, self._seconded):
            if old in spots:
                spots.remove(old)
                spots.add(new)
        self._told.pop(old, None)
        self._since[old] = at_ns

    def heard(self, word: CameraSaw, reader: Reader) -> CameraSaw:
        """The word by ``reader``; only advice in mode ON if the round opened with another. What was said before another spoke is advice too."""
        if not word.calibration:
            return word
        if self.reader.is_same(reader):
            self.reader = reader
            return word
        self._words.silence()
        if self.mode is SightMode.ON:
            return advice(word)
        self.reader = reader
        return word

    def see(self, word: CameraSaw) -> bool:
        """The camera's latest word of a place; False for a word on another round, or a picture of something older or newer."""
        spot = spot_of(word)
        if word.round_id not in ("", self.round_id) or self._shows_newer(spot, word):
            return False
        early = self.open and self._sees is not SightKind.CARDS
        if early or word.at_ns < self._since.get(spot, self._fresh_ns):
            return False
        self._words.take(word)
        self._keep_open(spot)
        return True

    def _keep_open(self, spot: Spot) -> None:
        """What differs in mode ON stays open whatever the camera says next, until a person decides."""
        seen = value_of(self._words.latest(spot))
        if self.mode is SightMode.ON and self._differs(spot, seen) and not self._is_decided_of(spot, seen):
            self._words.keep(spot)

    def _shows_newer(self, spot: Spot, word: CameraSaw) -> bool:
        ends = [ns for ns in (self._gone_ns, self._until.get(spot)) if ns is not None]
        return any(word.at_ns >= ns for ns in ends)

    def enter(self, entries: Iterable[tuple[Spot, str]], alone: str | None = None) -> None:
        """People say what lies there: no word of the camera is needed any more. One person ``alone`` has said nothing against a later word."""
        laid = dict(entries)
        self._entered |= laid.keys() - self._sensed.keys()
        self._decided |= {spot: self.both(spot)[1] if alone else None for spot in laid}
        self._said = {spot: said for spot, said in self._said.items() if spot not in laid}
        self._seconded -= laid.keys()
        if alone:
            self._said |= {spot: (value, alone) for spot, value in laid.items()}
        for spot in laid:
            self._words.let_go(spot)

    def ask(self, finished: bool) -> tuple[Spot, ...]:
        """The round is held for what differs now: that is what a person decides by letting it go on. Before it is ``finished``, more cards are due."""
        spots = (*self.disputes, *(self.surplus if finished else ()))
        self._asked = {spot: self.both(spot)[1] for spot in spots}
        self._shown |= self._asked.items()
        return spots

    def asks_about(self) -> set[str]:
        """Who entered alone what is asked about now."""
        return {self._said[spot][1] for spot in self._asked if spot in self._said}

    def decide(self) -> None:
        """A person let it go on: what was asked is decided."""
        self._decided |= self._asked
        self._seconded |= self._asked.keys() & self._said.keys()
        for spot, against in self._asked.items():
            self._words.let_go(spot, against)
        self._asked = {}

    # --- what it comes to

    @property
    def rests_on_one(self) -> bool:
        """A place is as one person alone entered it."""
        return bool(self._said.keys() - self._seconded)

    @property
    def disputes(self) -> list[Spot]:
        """Where the two differ, or the camera and one person who entered alone, and nobody has decided."""
        entered = [spot for spot in self._contradicted if not self._is_decided(spot)]
        return [*(spot for spot in self._due if self._verdict(spot) is Compared.DISPUTE), *entered]

    @property
    def surplus(self) -> list[Spot]:
        """Cards that the camera is sure of where no sensor read one."""
        if self._sees is not SightKind.CARDS:
            return []
        known = self._sensed.keys() | self._said.keys()
        unread = [spot for spot in self._words.spots if spot not in known and not self._is_decided(spot)]
        return [spot for spot in unread if stands_alone(self._word(spot))]

    @property
    def missing(self) -> list[Spot]:
        """Where a sensor read and the camera has said nothing."""
        return [spot for spot in self._due if self._verdict(spot) is Compared.ABSTAINED]

    @property
    def since_ns(self) -> int:
        """When the last reading came that the camera has said nothing of."""
        return max((self._sensed[spot].at_ns for spot in self.missing), default=0)

    def borne_out(self, good: frozenset[Compared] = ONLY_BOTH) -> bool:
        """Every place is as ``good`` says, those too that were told before: the camera may be called a source."""
        now = {at_place(each): each for each in self._positions(whole=False)}
        verdicts = {each.verdict for each in (self._told | now).values()}
        return bool(verdicts) and verdicts <= good and not self._contradicted

    @property
    def decided_by_person(self) -> bool:
        """A person decided about a place that both had read."""
        return bool(self._decided.keys() - self._entered)

    def alone(self, spot: Spot, value: str) -> bool:
        """The camera read ``value`` there where no sensor did, surely enough to count with one person."""
        word = self._words.latest(spot)
        seen = value_of(word)
        fits = seen is not None and same_value(spot.place, value, seen)
        return fits and spot not in self._sensed and stands_alone(word)

    def both(self, spot: Spot) -> tuple[str | None, str | None]:
        """What the sensor says there, and what the camera."""
        sensed = self._sensed.get(spot)
        return (sensed.value if sensed else None), value_of(self._word(spot))

    def said(self, spot: Spot) -> tuple[str, str] | None:
        """What one person entered there alone, and who."""
        return self._said.get(spot)

    def reasons(self, spot: Spot) -> tuple[str, ...]:
        """Why the camera says nothing there."""
        word = self._word(spot)
        return word.reasons if word else ()

    def _positions(self, whole: bool) -> Iterator[SeenPosition]:
        for spot in dict.fromkeys((*self._sensed, *self._words.spots)):
            sensor = self.both(spot)[0]
            if sensor == FACE_DOWN:
                continue
            seen = position(spot, sensor, self._word(spot))
            if whole or seen.verdict is not Compared.NEITHER:
                yield seen

    @property
    def _contradicted(self) -> set[Spot]:
        """Where the camera says otherwise than the one person who entered alone."""
        return {spot for spot in self._said if self._differs(spot, self.both(spot)[1])}

    def _differs(self, spot: Spot, seen: str | None) -> bool:
        """The camera's value is another than what was read or entered there."""
        entered = self._said.get(spot)
        known = self.both(spot)[0] or (entered[0] if entered else None)
        return (
            None not in (known, seen)
            and known != FACE_DOWN
            and not same_value(spot.place, str(known), str(seen))
        )

    @property
    def _due(self) -> list[Spot]:
        """Places that a result rests on and no person has decided; a card that lies face down needs no word."""
        return [
            spot
            for spot, sensed in self._sensed.items()
            if sensed.value != FACE_DOWN and not self._is_decided(spot)
        ]

    def _is_decided(self, spot: Spot) -> bool:
        """Of these two values; should the camera see a third one there, that is another difference."""
        return self._is_decided_of(spot, self.both(spot)[1])

    def _is_decided_of(self, spot: Spot, seen: str | None) -> bool:
        return spot in self._decided and (self._decided[spot] is None or seen in (None, self._decided[spot]))

    def _word(self, spot: Spot) -> CameraSaw | None:
        """What the camera's word there is."""
        known = spot in self._sensed or spot in self._entered
        return self._words.read(spot) if known else self._words.unread(spot)

    def _verdict(self, spot: Spot) -> Compared | None:
        sensed = self._sensed[spot]
        if sensed.value == FACE_DOWN:
            return None
        return compare(spot, sensed.value, self._word(spot))


def at_place(seen: SeenPosition) -> Spot:
    """The place that was told."""
    return Spot(seen.place, seen.index, seen.hand)
