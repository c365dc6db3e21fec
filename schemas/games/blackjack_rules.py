"""Rule sets of blackjack: how hands are played, what the dealer does, what is paid. Refuses parameters that contradict each other."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, Field, StrictBool, model_validator

from schemas.games.odds import Odds
from schemas.games.refusal import IllegalRules
from schemas.games.rule_set import RuleSet
from schemas.money import Rounding
from schemas.phases import Game

MOST_DECKS = 8
MOST_HANDS = 4
CHARLIES = (0, 5, 6, 7)


class Soft17(Enum):
    """What the dealer does with a seventeen in which an ace counts eleven."""

    STAND = "stand"
    HIT = "hit"


class Hole(Enum):
    """The dealer's second card. PEEK: it lies face down and a natural ends the round at once. ENHC: it is drawn at the end."""

    PEEK = "peek"
    ENHC = "enhc"


class EnhcLoss(Enum):
    """What a dealer natural takes when the seats have played before it shows.

    ALL: every stake. OBO: the original bet only, whatever became of the hands. BB1: busted bets and one bet more.
    """

    ALL = "all"
    OBO = "obo"
    BB1 = "bb1"


class SplitBy(Enum):
    """What makes a pair: ten to king are one VALUE, but four ranks."""

    VALUE = "value"
    RANK = "rank"


class Surrender(Enum):
    """When half a stake may be saved. EARLY saves it even from a dealer natural."""

    NONE = "none"
    LATE = "late"
    EARLY = "early"


class TimeOut(Enum):
    """What a seat without an answer does. STAND_12: below twelve a card is dealt, from twelve the hand stands."""

    STAND = "stand"
    STAND_12 = "stand_12"


class PairPays(Enum):
    """Perfect pairs: odds of a perfect, coloured and mixed pair."""

    STANDARD = "25/12/6"
    RAISED = "30/10/5"


class PokerPays(Enum):
    """21+3: odds of suited trips, straight flush, trips, straight and flush; or one price for all."""

    STEPPED = "100/40/30/10/5"
    FLAT = "9"


def _known_charlie(cards: int) -> int:
    if cards not in CHARLIES:
        raise ValueError(f"a charlie has one of {CHARLIES} cards; 0: there is none")
    return cards


class BlackjackRules(RuleSet):
    """Parameters of a blackjack table. ``enhc_loss`` belongs to ``hole`` enhc, where it is ``all`` unless said otherwise."""

    game: ClassVar[Game] = Game.BLACKJACK

    decks: Annotated[int, Field(strict=True, ge=1, le=MOST_DECKS)] = MOST_DECKS
    dealer_soft17: Soft17 = Soft17.STAND
    hole: Hole = Hole.PEEK
    enhc_loss: EnhcLoss | None = Field(
        default=None, description="null under peek, where nothing is lost twice."
    )
    bj_pays: Odds = Fraction(3, 2)
    insurance_pays: Odds = Fraction(2)
    das: StrictBool = Field(default=False, description="Whether a hand may be doubled after a split.")
    max_hands: Annotated[int, Field(strict=True, ge=1, le=MOST_HANDS)] = 2
    split_by: SplitBy = SplitBy.VALUE
    split_aces_one_card: StrictBool = Field(
        default=True, description="Whether a split ace gets one card and is done: not hit, doubled or split."
    )
    surrender: Surrender = Surrender.NONE
    charlie: Annotated[int, Field(strict=True), AfterValidator(_known_charlie)] = 0
    perfect_pairs: PairPays = PairPays.STANDARD
    twenty_one_three: PokerPays = Field(default=PokerPays.STEPPED, alias="21+3")
    time_out: TimeOut = TimeOut.STAND
    rounding: Rounding = Rounding.DOWN

    @property
    def offers_even_money(self) -> bool:
        """Below 3:2 a natural against an ace is worth less than even money, and no table offers it."""
        return self.bj_pays >= Fraction(3, 2)

    @model_validator(mode="before")
    @classmethod
    def _every_stake_is_lost_unless_said(cls, rules: Any) -> Any:
        """Without a hole card the loss is written out, so that equal rules have one hash."""
        if not isinstance(rules, Mapping) or rules.get("hole") not in (Hole.ENHC, Hole.ENHC.value):
            return rules
        return {**rules, "enhc_loss": EnhcLoss.ALL if rules.get("enhc_loss") is None else rules["enhc_loss"]}

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if self.hole is Hole.PEEK and self.enhc_loss is not None:
            raise IllegalRules(
                "enhc_loss is of hole enhc: under peek a dealer natural ends the round before play"
            )
        if self.max_hands == 1 and (self.das or not self.split_aces_one_card):
            raise IllegalRules(
                "max_hands 1 lets nothing be split: das and split_aces_one_card false say otherwise"
            )
        if self.bj_pays < 1:
            raise IllegalRules("bj_pays is below 1:1: a natural would pay less than any other win")
        return self


_SIX_DECKS = {"decks": 6, "das": True}
_EUROPE = _SIX_DECKS | {"hole": "enhc"}

NAMED: Mapping[str, BlackjackRules] = {
    "live_8d": BlackjackRules(),
    "vegas_6d_h17": BlackjackRules.model_validate(
        _SIX_DECKS | {"dealer_soft17": "hit", "max_hands": 4, "surrender": "late"}
    ),
    "vegas_65": BlackjackRules.model_validate(
        _SIX_DECKS | {"dealer_soft17": "hit", "bj_pays": "6:5", "split_by": "rank"}
    ),
    "europe_enhc": BlackjackRules.model_validate(_EUROPE | {"enhc_loss": "all", "surrender": "early"}),
    "europe_obo": BlackjackRules.model_validate(_EUROPE | {"enhc_loss": "obo"}),
    "europe_bb1": BlackjackRules.model_validate(_EUROPE | {"enhc_loss": "bb1"}),
    "six_card_charlie": BlackjackRules(charlie=6),
}
"""Rule sets by the names the trade knows them by."""
