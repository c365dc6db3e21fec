"""Photographs of card tables, drawn: a maker's deck and a felt for each site, several cards in a picture, hands, backs, jokers and cut cards, the deck of another maker. The truth is every card that lies clear."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from hardware.decode.sight import shake
from hardware.decode.sight.index import CARDS
from hardware.decode.sight.reader import Corners, Frame
from hardware.sim.faces.lettering import Lettering, held_out, plain
from hardware.sim.faces.style import any_style
from hardware.sim.faces.table_scene import OTHERS, Laid, TableScene, scene
from hardware.sim.scenes.scene import NOTHING_IS_THERE, DrawnScene

Rng = np.random.Generator
LETTERS = {
    "plain": "plain", "dark": "dark", "blur": "blur", "white_balance": "white balance", "jpeg": "jpeg", "overexposed": "over-exposed",
    "coarse": "coarse", "slipped": "slipped",
}  # fmt: skip
"""The conditions in which a site is measured, and shake's names of them."""
TILTS = {"tilt": 0.25, "steep": 0.45}
CONDITIONS = (
    *LETTERS, "glare", "shade", "motion", *TILTS, "small", "hand", "others", "wrong_deck", NOTHING_IS_THERE,
)  # fmt: skip
A_PICTURE = 5


class CardsSite:
    """One studio's deck."""

    def __init__(self, seed: int, letterings: Sequence[Lettering]) -> None:
        self._seed, self._letterings = seed, letterings
        self.deck = any_style(np.random.default_rng([seed, 8]), letterings)

    def labelled(self) -> list[tuple[Frame, object]]:
        """The deck dealt once, four cards a picture, in fair light."""
        rng = np.random.default_rng([self._seed, 9])
        shown = [scene(rng, self.deck, CARDS[at : at + 4], wide=150) for at in range(0, len(CARDS), 4)]
        return [(shake.noisy(one.picture, rng, 1.5), {"cards": _labels(one)}) for one in shown]

    def draw(self, condition: str, number: int) -> DrawnScene:
        """Repeatable.

        Raises:
            ValueError: no such condition.
        """
        rng = np.random.default_rng([self._seed, 10, CONDITIONS.index(condition), number])
        dealt = [CARDS[int(place)] for place in rng.choice(len(CARDS), A_PICTURE, replace=False)]
        if condition == "wrong_deck":
            return self._wrong_deck(rng, dealt)
        if condition in LETTERS:
            shown = scene(rng, self.deck, dealt)
            wide = float(np.linalg.norm(shown.laid[0].quad[1] - shown.laid[0].quad[0]))
            return _told(shown, shake.condition(LETTERS[condition], shown.picture, rng, wide))
        return self._special(condition, rng, dealt)

    def _special(self, condition: str, rng: Rng, dealt: list[str]) -> DrawnScene:
        deck = self.deck
        match condition:
            case "glare":
                shown = scene(rng, deck, dealt)
                return _told(shown, shake.glared(shown.picture, rng, 0.5))
            case "shade":
                shown = scene(rng, deck, dealt)
                return _told(shown, shake.shaded(shown.picture, rng, 0.7))
            case "motion":
                shown = scene(rng, deck, dealt)
                return _told(shown, shake.moved(shown.picture, 4, float(rng.uniform(0, 3))))
            case "small":
                shown = scene(rng, deck, dealt, wide=58)
            case "hand":
                shown = scene(rng, deck, dealt, hand=True)
            case "others":
                shown = scene(rng, deck, [*OTHERS, *dealt[:2]], hand=bool(rng.random() < 0.3))
            case _ if condition in TILTS:
                shown = scene(rng, deck, dealt[:4], tilt=TILTS[condition])
            case _:
                things = OTHERS if rng.random() < 0.5 else ()
                shown = scene(rng, deck, things, hand=bool(rng.random() < 0.5))
        return _told(shown, shake.noisy(shown.picture, rng, 2))

    def _wrong_deck(self, rng: Rng, dealt: list[str]) -> DrawnScene:
        """Cards that another maker has printed; told as what is printed on them they are counted apart."""
        other = any_style(np.random.default_rng([self._seed, 11, int(rng.integers(1000))]), self._letterings)
        shown = scene(rng, other, dealt)
        printed = tuple(sorted(laid.what for laid in shown.laid))
        return DrawnScene(shake.noisy(shown.picture, rng, 2), (), printed, _places(shown.laid), strange=True)


class CardsKind:
    """``scene.DrawnKind`` of playing cards. ``letterings``: the typefaces of its decks."""

    conditions: tuple[str, ...] = CONDITIONS

    def __init__(self, letterings: Callable[[], Sequence[Lettering]]) -> None:
        self._letterings = letterings

    def site(self, seed: int) -> CardsSite:
        return CardsSite(seed, self._letterings())


SCENES = CardsKind(plain)
"""With typefaces that need nothing installed."""
UNSEEN = CardsKind(held_out)
"""With typefaces that the shipped net has never seen; they must be installed (hardware/sim/faces/typefaces.txt)."""


def _told(shown: TableScene, picture: Frame) -> DrawnScene:
    cards = [laid for laid in shown.laid if laid.is_card]
    return DrawnScene(
        picture,
        tuple(sorted(laid.what for laid in cards if laid.clear)),
        tuple(sorted(laid.what for laid in cards if not laid.clear)),
        _places(cards),
    )


def _places(cards: Iterable[Laid]) -> tuple[tuple[str, Corners], ...]:
    return tuple((laid.what, laid.quad) for laid in cards)


def _labels(shown: TableScene) -> list[dict[str, object]]:
    return [{"label": laid.what, "quad": [[float(x), float(y)] for x, y in laid.quad]} for laid in shown.laid]
