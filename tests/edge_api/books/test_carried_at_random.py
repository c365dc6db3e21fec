"""Random evenings at tables whose bets stay over rounds: every bet returns, in the round that decides it, what `edge-api settle` says of
all results since it was placed; whatever is voided, held, taken down, returned or killed in between."""

from __future__ import annotations

import json
import shutil
import uuid
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from edge_api.books.messages import Done
from edge_api.settle.command import settle_lines
from schemas.causes import CloseCause, HoldCause, VoidCause
from schemas.facts import DiceRolled, Fact, RoundHeld, RoundReleased, RoundVoided
from schemas.games.roulette_rules import SecondZero
from tests.edge_api.books.long_tables import DICE, PRISON, craps, held, long_studio, prison, prove, rolled
from tests.edge_api.books.studio import MS, Studio, quick_folder, roulette

MONEY = 10_000_000
PLAYERS = ("p-0", "p-1", "p-2")
FACES = st.integers(1, 6)
POCKETS = st.sampled_from(["0", "0", "1", "2", "3", "20"])
ONE_ROLL, STANDING = (
    ("field", "any_seven"),
    ("pass", "dont_pass", "come", "dont_come", "pass_odds", "dont_pass_odds", "big6"),
)
CRAPS_BETS: list[tuple[str, Any]] = [
    *((kind, None) for kind in (*ONE_ROLL, *STANDING)),
    *((kind, number) for kind in ("place", "buy", "lay") for number in (4, 5, 6, 8, 9, 10)),
    *(("hardway", number) for number in (4, 6, 8, 10)),
]
WHEEL_BETS: list[tuple[str, Any]] = [
    ("red", None),
    ("even", None),
    ("high", None),
    ("straight", ["0"]),
    ("dozen", 1),
]
STAKES = st.integers(1, 1_001)
BEHIND = (("pass_odds", "pass"), ("dont_pass_odds", "dont_pass"))
REMOVABLE = {"pass_odds", "dont_pass_odds", "place", "buy", "lay", "hardway", "big6"}


@dataclass
class Line:
    kind: str
    sel: Any
    stake: int
    staked: int
    returned: int | None = None


@dataclass
class Slip:
    player: str
    bet_id: str
    lines: list[Line]
    first: int
    """How many results its table had when it was placed."""
    at_ns: int
    status: str = "accepted"

    @property
    def open_stakes(self) -> int:
        return sum(line.staked for line in self.lines if line.returned is None)


@dataclass
class Table:
    """What a croupier knows of a table: the point before each result, the results, the slips; ``over`` the slips of earlier rounds."""

    name: str
    rules: dict[str, Any]
    point: int | None = None
    results: list[tuple[int | None, Any]] = field(default_factory=list)
    round_id: str | None = None
    opened: bool = False
    said: Any = None
    slips: list[Slip] = field(default_factory=list)
    over: list[Slip] = field(default_factory=list)

    @property
    def game(self) -> str:
        return "craps" if self.name == DICE else "roulette"

    @property
    def stays(self) -> list[Slip]:
        return [slip for slip in self.over if slip.status == "accepted"]

    def settle(self, line: Line, outcome: dict[str, Any]) -> dict[str, Any]:
        bet = {"type": line.kind, "sel": line.sel}
        asked = {"game": self.game, "rules": self.rules, "outcome": outcome, "bet": bet, "stake": line.stake}
        [answer] = settle_lines([json.dumps(asked)])
        return dict(json.loads(answer))

    def since(self, first: int) -> dict[str, Any]:
        run = self.results[first:]
        if self.game == "craps":
            return {"point": run[0][0], "rolls": [roll for _, roll in run]}
        return {"pockets": [pocket for _, pocket in run]}

    def takes(self, kind: str) -> bool:
        if self.game != "craps":
            return True
        if kind in ("pass", "dont_pass"):
            return self.point is None
        return self.point is not None or kind not in ("come", "dont_come", "pass_odds", "dont_pass_odds")

    def result(self, value: Any) -> None:
        """The round is over: its slips join those that lie there."""
        self.results.append((self.point, value))
        total = sum(value) if self.game == "craps" else 0
        if self.point is None:
            self.point = total if total in (4, 5, 6, 8, 9, 10) else None
        elif total in (self.point, 7):
            self.point = None
        self.over += self.slips
        self.end()

    def end(self) -> None:
        self.slips, self.round_id, self.opened, self.said = [], None, False, None


def lying(slips: list[Slip], kind: str) -> int:
    """What of a kind of bet is undecided."""
    return sum(
        line.stake for slip in slips for line in slip.lines if (line.kind, line.returned) == (kind, None)
    )


class LongEvening(RuleBasedStateMachine):
    """A craps table and a wheel with a prison; three players with more money than the limits ask for."""

    @initialize(second=st.sampled_from(SecondZero), vig=st.sampled_from(["on_win", "up_front"]))
    def begin(self, second: SecondZero, vig: str) -> None:
        self.folder = quick_folder()
        self.studio: Studio = long_studio(self.folder, craps(vig=vig), prison(second))
        self.tables = {
            DICE: Table(DICE, {"vig": vig}),
            PRISON: Table(PRISON, {"zero_rule": "en_prison", "prison_second_zero": second.value}),
        }
        self.numbers = {name: self.studio.player(name, MONEY) for name in PLAYERS}
        self.money = dict.fromkeys(PLAYERS, MONEY)

    def teardown(self) -> None:
        if hasattr(self, "studio"):
            prove(self.studio)
            self.studio.crash()
            shutil.rmtree(self.folder)

    def table(self, data: st.DataObject) -> Table:
        return self.tables[data.draw(st.sampled_from([DICE, DICE, DICE, PRISON]))]

    def open(self, table: Table) -> str:
        """The round that runs, a new one when there is none."""
        if table.round_id is None:
            carried = None if table.point is None else str(table.point)
            table.round_id = self.studio.open(betting_ms=600_000, table_id=table.name, carried=carried)
            table.opened = True
        return table.round_id

    @rule(ns=st.integers(1, 40).map(lambda n: n * 10 * MS))
    def wait(self, ns: int) -> None:
        self.studio.wait(ns)

    @rule(data=st.data(), slips=st.integers(1, 3))
    def bets(self, data: st.DataObject, slips: int) -> None:
        self.some_bets(data, slips)

    @rule(data=st.data())
    def a_bet(self, data: st.DataObject) -> None:
        self.some_bets(data, 1)

    def some_bets(self, data: st.DataObject, slips: int) -> None:
        table = self.table(data)
        self.open(table)
        for _ in range(slips):
            self.bet(data, table, data.draw(st.sampled_from(PLAYERS)), data.draw(st.integers(1, 4)))

    def bet(self, data: st.DataObject, table: Table, player: str, count: int) -> None:
        assert table.round_id is not None
        kinds = CRAPS_BETS if table.game == "craps" else WHEEL_BETS
        legal = [kind for kind in kinds if table.takes(kind[0])]
        chosen = st.sampled_from(legal if data.draw(st.integers(0, 5)) else kinds)
        bets = [(*data.draw(chosen), data.draw(STAKES)) for _ in range(count)]
        bet_id = str(uuid.uuid4())
        answer = self.studio.bet(self.numbers[player], table.round_id, *bets, bet_id=bet_id)
        taken = table.opened and all(table.takes(kind) for kind, _, _ in bets)
        taken = taken and all(self.stands(table, player, *pair, bets) for pair in BEHIND)
        assert isinstance(answer, Done) == taken, (answer, table.point)
        if taken:
            lines = [Line(kind, sel, stake, 0) for kind, sel, stake in bets]
            for line in lines:
                line.staked = table.settle(line, {"void": True})["staked"]
            slip = Slip(player, bet_id, lines, len(table.results), self.studio.now.mono_ns)
            table.slips.append(slip)
            self.money[player] -= slip.open_stakes
            assert isinstance(answer, Done)
            assert (answer.body["staked"], answer.body["balance"]) == (slip.open_stakes, self.money[player])

    def stands(self, table: Table, player: str, odds: str, line: str, bets: list[Any]) -> bool:
        """Whether the odds among the bets are within the multiple of the player's line bet of earlier rounds."""
        wanted = sum(stake for kind, _, stake in bets if kind == odds)
        mine = [slip for slip in table.stays if slip.player == player]
        flat = lying(mine, line)
        there = lying([*mine, *(slip for slip in table.slips if slip.player == player)], odds)
        times = {None: 0, 4: 3, 10: 3, 5: 4, 9: 4, 6: 5, 8: 5}[table.point] if odds == "pass_odds" else 6
        return not wanted or there + wanted <= flat * times

    def give_back(self, slip: Slip, status: str) -> None:
        self.money[slip.player] += slip.open_stakes
        for line in slip.lines:
            line.returned = line.staked if line.returned is None else line.returned
        slip.status = status

    @precondition(lambda self: any(table.slips or table.over for table in self.tables.values()))
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        table = data.draw(st.sampled_from([each for each in self.tables.values() if each.slips or each.over]))
        every = table.slips + table.over
        slip = data.draw(st.sampled_from(every))
        stays = {line.kind for line in slip.lines if line.returned is None}
        may = slip.status == "accepted" and table.opened and (slip in table.slips or stays <= REMOVABLE)
        answer = self.studio.cancel(self.numbers[slip.player], slip.bet_id)
        assert isinstance(answer, Done) == (may or slip.status == "cancelled")
        if may:
            self.give_back(slip, "cancelled")
            if slip in table.slips:
                table.slips.remove(slip)

    @rule(data=st.data(), evident=st.booleans(), ago=st.integers(0, 5))
    def close_one(self, data: st.DataObject, evident: bool, ago: int) -> None:
        table = self.table(data)
        self.open(table)
        if table.opened:
            self.close(table, evident, ago)

    def close(self, table: Table, evident: bool, ago: int) -> None:
        """Everything happens at multiples of 10 ms, evidence in between."""
        assert table.round_id is not None
        ago_ns = ago * 10 * MS + 5 * MS
        cause = CloseCause.DEALER
        if evident:
            cause = CloseCause.BALL_IN_RIM
            for slip in [s for s in table.slips if s.at_ns >= self.studio.now.mono_ns - ago_ns]:
                self.give_back(slip, "late")
                table.slips.remove(slip)
        self.studio.close(table.round_id, cause, ago_ns)
        table.opened = False
        row = self.studio.round(table.round_id)
        if row["held_cause"] == "edge:taken_back_late":
            assert evident
            assert isinstance(self.studio.act("release", table.name, table.round_id), Done)

    def say(self, table: Table, value: Any) -> str:
        assert table.round_id is not None
        if table.game == "craps":
            if table.said is None:
                self.studio.fact(DiceRolled(round_id=table.round_id, index=1, dice=value), DICE)
            return self.studio.fact(rolled(table.round_id, table.point, value), DICE)
        return self.studio.fact(roulette(table.round_id, value), PRISON)

    @rule(data=st.data(), dice=st.tuples(FACES, FACES), pocket=POCKETS)
    def result(self, data: st.DataObject, dice: tuple[int, int], pocket: str) -> None:
        self.show(data, dice, pocket, held_first=False)

    @rule(data=st.data(), dice=st.tuples(FACES, FACES), pocket=POCKETS)
    def result_after_a_hold(self, data: st.DataObject, dice: tuple[int, int], pocket: str) -> None:
        self.show(data, dice, pocket, held_first=True)

    def show(self, data: st.DataObject, dice: tuple[int, int], pocket: str, held_first: bool) -> None:
        """With or without a hold in between: then the outcome is said twice, or released by the edge."""
        table = self.table(data)
        round_id, value = self.open(table), dice if table.game == "craps" else pocket
        if table.opened:
            self.close(table, evident=False, ago=0)
        if held_first:
            self.fact(table, RoundHeld(round_id=round_id, cause=HoldCause.SOURCES_DISAGREE, detail="two"))
            assert self.say(table, value) == "ignored:held"
            table.said = value
            self.fact(table, RoundReleased(round_id=round_id, by="maria"))
        assert self.say(table, value) == "settled"
        table.result(value)
        self.pay(table)

    def fact(self, table: Table, fact: Fact) -> str:
        return self.studio.fact(fact, table.name)

    def pay(self, table: Table) -> None:
        for slip in table.over:
            if slip.status != "accepted":
                continue
            for line in [line for line in slip.lines if line.returned is None]:
                answer = table.settle(line, table.since(slip.first))
                if answer["status"] == "settled":
                    line.returned = int(answer["returned"])
                    self.money[slip.player] += line.returned
                assert answer["staked"] == line.staked
            if all(line.returned is not None for line in slip.lines):
                slip.status = "settled"

    @precondition(lambda self: any(table.slips for table in self.tables.values()))
    @rule(data=st.data(), by_table=st.booleans())
    def void(self, data: st.DataObject, by_table: bool) -> None:
        table = data.draw(st.sampled_from([each for each in self.tables.values() if each.slips]))
        assert table.round_id is not None
        if by_table:
            fact = RoundVoided(round_id=table.round_id, cause=VoidCause.BALL_LOST, by="rule")
            assert self.fact(table, fact) == "voided"
        else:
            assert isinstance(self.studio.act("void", round_id=table.round_id), Done)
        self.voided(table)

    def voided(self, table: Table) -> None:
        for slip in table.slips:
            self.give_back(slip, "voided")
        table.over += table.slips
        table.end()

    @precondition(lambda self: any(table.stays for table in self.tables.values()))
    @rule(data=st.data())
    def return_carried(self, data: st.DataObject) -> None:
        table = data.draw(st.sampled_from([each for each in self.tables.values() if each.stays]))
        staying = table.stays
        done = isinstance(self.studio.act("return_carried", table.name), Done)
        assert done == (table.round_id is None)
        if done:
            for slip in staying:
                self.give_back(slip, "voided")

    @precondition(lambda self: any(table.stays for table in self.tables.values()))
    @rule()
    def crash(self) -> None:
        """The process dies between two transactions. An open window is refunded at the start, but held where bets stay on the layout."""
        self.studio.restart()
        for table in [each for each in self.tables.values() if each.opened]:
            if not table.stays:
                self.voided(table)
                continue
            assert table.round_id is not None
            assert self.studio.round(table.round_id)["held_cause"] == "edge:edge_restarted"
            assert isinstance(self.studio.act("release", table.name, table.round_id), Done)
            table.opened = False

    @precondition(lambda self: any(table.stays for table in self.tables.values()))
    @rule()
    def proof(self) -> None:
        prove(self.studio)

    @invariant()
    def the_balances_agree(self) -> None:
        if not hasattr(self, "money"):
            return
        assert {name: self.studio.balance(number) for name, number in self.numbers.items()} == self.money
        for table in self.tables.values():
            assert held(self.studio, table.name) == sum(slip.open_stakes for slip in table.slips + table.over)

    @invariant()
    def every_slip_stands_as_it_should(self) -> None:
        if not hasattr(self, "money"):
            return
        kept = {
            row[0]: row[1:]
            for row in self.studio.conn.execute("SELECT bet_id, status, staked, returned FROM placements")
        }
        for table in self.tables.values():
            for slip in table.slips + table.over:
                staked, returned = sum(x.staked for x in slip.lines), sum(x.returned or 0 for x in slip.lines)
                assert kept[slip.bet_id] == (slip.status, staked, returned)


TestLongEvenings = LongEvening.TestCase
TestLongEvenings.settings = settings(
    max_examples=25,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
