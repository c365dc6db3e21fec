"""One evening at the demo's studio: players come, rounds are played, the last round ends, and everything is counted."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from random import Random

import httpx

from hardware.sim.demo.audit_chain import broken_link
from hardware.sim.demo.blackjack_players import SeatedPlayer, play_at_a_seat
from hardware.sim.demo.camera_word import CameraWord, camera_word
from hardware.sim.demo.children import run_to_end
from hardware.sim.demo.film import Footage, footage, lies_of
from hardware.sim.demo.floor_plan import PIT_BOSS, TABLES
from hardware.sim.demo.gremlin import Gremlin
from hardware.sim.demo.log_ins import LogIns
from hardware.sim.demo.notebook import Notebook
from hardware.sim.demo.pit_boss import PitBoss
from hardware.sim.demo.players import Gambler, Seat, play_by_rest, play_by_socket
from hardware.sim.demo.public_api import OperatorApi
from hardware.sim.demo.stores import books_figures, facts_sent, last_round, unfinished
from hardware.sim.demo.studio import Studio, until
from hardware.sim.demo.summary import (
    Evidence,
    Figures,
    Findings,
    clips_due,
    figures,
    judge_run,
    pace_words,
    paces,
)
from schemas.phases import Game

PLAYERS_A_TABLE = 4
HOMES = (2, 5, 6, 5)
DEPOSIT_MINOR = 500_000
LAST_ROUND_S, CLIPS_S, CLOUD_S, QUIET_S = 40.0, 40.0, 15.0, 1.0
PIT_BOSS_COMES_AFTER_S = 2.0
REMIND_EVERY_S = 20.0


@dataclass(slots=True)
class Evening:
    """Plays on a started studio; ``finish`` may follow ``play`` once."""

    studio: Studio
    gremlin: Gremlin | None = None
    seed: int = 1
    notebook: Notebook = field(default_factory=Notebook)
    findings: Findings = field(default_factory=Findings)
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _on_duty: ExitStack = field(default_factory=ExitStack)
    interrupted: bool = False

    async def play(self, seconds: float | None) -> None:
        """Until ``seconds`` have passed, a signal came or a process died."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, self._interrupt)
        async with httpx.AsyncClient(base_url=self.studio.url, timeout=15.0) as client:
            seats = await self._seats(client)
            operator = OperatorApi(client, self.studio.wallet_key)
            await self._welcome(operator)
            if self.gremlin is not None:
                await self._call_pit_boss(operator)
            async with asyncio.TaskGroup() as group:
                players = [
                    group.create_task(self._sit_down(number, seat)) for number, seat in enumerate(seats)
                ]
                group.create_task(self._watch())
                group.create_task(self._remind())
                if self.gremlin is not None:
                    group.create_task(self.gremlin.run(self._stop))
                await self._until_the_end(seconds)
                self._stop.set()
                await self._leave(players)

    async def finish(self) -> Figures:
        """The last rounds end, the cloud has everything, processes stop, figures are taken."""
        await self._last_rounds()
        if self.gremlin is None:
            await until(self._has_clips, CLIPS_S, step_s=0.5)
        self.close()
        self.studio.stop_boards()
        sent = facts_sent(self.studio.folder)
        await until(lambda: sent <= set(self.studio.cloud.record.fact_ids()), CLOUD_S)
        await self._quiet()
        self.studio.stop_edge()
        evidence = self._evidence(sent)
        found = figures(evidence)
        crowded = is_crowded()
        judge_run(found, evidence, self.findings, faults=self.gremlin is not None, crowded=crowded)
        self.studio.say(self.notebook.words)
        for game, pace in paces(evidence.books).items():
            self.studio.say(pace_words(evidence, game, pace, crowded))
        for table, film in evidence.footage.items():
            self.studio.say(f"{table}: {film.words}")
        for table in evidence.camera.tables:
            self.studio.say(f"{table}: its camera on positions: {evidence.camera.words(table)}")
        if self.studio.ports.cameras_lie:
            lied = evidence.camera.lied
            self.studio.say(
                f"the cameras lied in {len(lied)} rounds: {len(lied & evidence.camera.disputed)} disputed, {len(evidence.camera.lied_paid)} paid"
            )
        return found

    def close(self) -> None:
        """Nobody resolves held rounds from here on."""
        self._on_duty.close()

    async def _call_pit_boss(self, operator: OperatorApi) -> None:
        """Where things break, rounds are held for a human to look at."""
        token, password = await self._token(operator, "pit-boss"), self.studio.staff_passwords[PIT_BOSS]
        tables = [table.id for table in TABLES]
        pit_boss = PitBoss(self.studio.url, tables, PIT_BOSS, password, token, after_s=PIT_BOSS_COMES_AFTER_S)
        self._on_duty.enter_context(pit_boss.at_work())

    def _interrupt(self) -> None:
        if not self.interrupted:
            self.studio.say("interrupted: everything is being stopped")
        self.interrupted = True
        self._stop.set()

    async def _seats(self, client: httpx.AsyncClient) -> list[Seat]:
        operator = OperatorApi(client, self.studio.wallet_key)
        seats = []
        for table in TABLES:
            for number in range(1, PLAYERS_A_TABLE + 1):
                token = await self._token(operator, f"{table.game}-player-{number}")
                seats.append(Seat(self.studio.url, client, token, table.id, Game(table.game)))
        return seats

    async def _token(self, operator: OperatorApi, player: str) -> str:
        answer = await operator.deposit(player, f"{player}:1", DEPOSIT_MINOR)
        self.findings.unless(answer.error is None, f"deposit for {player}: {answer.body}")
        return await operator.token(player)

    async def _welcome(self, operator: OperatorApi) -> None:
        """The pages and log-ins, in one piece; whoever watches has money of their own, which no simulated player touches."""
        tokens = {table.id: await self._token(operator, f"{table.game}-guest") for table in TABLES}
        log_ins = LogIns(self.studio.url, self.studio.staff_passwords, tokens)
        log_ins.keep(self.studio.folder.log_ins)
        self.studio.say(
            f"everything is up:\n{log_ins.text}\n"
            "If nothing synchronises this machine's clock, the floor warns of it: that is this machine, not the demo.\n"
            f"{self._where_log_ins_are}, until the demo ends. Ctrl-C ends everything."
        )

    @property
    def _where_log_ins_are(self) -> str:
        return f"log-ins: {self.studio.folder.log_ins}"

    async def _remind(self) -> None:
        """What happens at the tables scrolls by; where the log-ins are is said again and again."""
        await self._until_the_end(REMIND_EVERY_S)
        while not self._stop.is_set():
            self.studio.say(self._where_log_ins_are)
            await self._until_the_end(REMIND_EVERY_S)

    async def _sit_down(self, number: int, seat: Seat) -> None:
        """Every other player comes by REST, the rest by a socket."""
        if seat.game is Game.BLACKJACK:
            await self._take_a_seat(number, seat)
            return
        gambler = Gambler(seat.game, self.notebook, Random(self.seed * 1000 + number))
        play = play_by_rest if number % 2 else play_by_socket
        await play(seat, gambler, self._stop)

    async def _take_a_seat(self, number: int, seat: Seat) -> None:
        """Blackjack is followed on a socket; some like the same seat."""
        rng, home = Random(self.seed * 1000 + number), HOMES[number % len(HOMES)]
        player = SeatedPlayer(home, self.notebook, rng, faults=self.gremlin is not None or is_crowded())
        await play_at_a_seat(seat, player, number % 2 == 1, self._stop)

    async def _until_the_end(self, seconds: float | None) -> None:
        try:
            await asyncio.wait_for(self._stop.wait(), seconds)
        except TimeoutError:
            return

    async def _watch(self) -> None:
        """A process that dies unasked ends the evening."""
        while not self._stop.is_set():
            for child in self.studio.children.dead():
                self.findings.unless(False, f"{child.name} died with exit code {child.process.returncode}")
                self._stop.set()
            await asyncio.sleep(0.2)

    async def _leave(self, players: list[asyncio.Task[None]]) -> None:
        """Players finish their sentence; a socket that only listens is closed."""
        await asyncio.wait(players, timeout=2.0)
        for player in players:
            player.cancel()

    async def _last_rounds(self) -> None:
        books = self.studio.folder.books
        self.studio.last_round()
        ended = await until(lambda: unfinished(books, last_round(books)) == 0, LAST_ROUND_S)
        self.findings.unless(
            ended, f"{unfinished(books, last_round(books))} rounds did not end within {LAST_ROUND_S:g} s"
        )

    async def _quiet(self) -> None:
        """Until nothing new has come to the cloud for a moment."""
        record, before = self.studio.cloud.record, -1
        for _ in range(round(CLOUD_S / QUIET_S)):
            if len(record.applied) == before:
                return
            before = len(record.applied)
            await asyncio.sleep(QUIET_S)

    def _evidence(self, sent: set[str]) -> Evidence:
        books = self.studio.folder.books
        return Evidence(
            books=books_figures(books),
            sent=sent,
            cloud=self.studio.cloud.record,
            notebook=self.notebook,
            audit_broken_at=broken_link(books),
            verify_said=self._verify(),
            footage=self._footage(),
            camera=self._camera_word(),
            cameras_lie=self.studio.ports.cameras_lie,
        )

    def _camera_word(self) -> CameraWord:
        folder = self.studio.folder
        return camera_word(
            folder.books,
            {table.id: lies_of(folder, table) for table in TABLES if self.studio.looks_at(table)},
        )

    def _has_clips(self) -> bool:
        """Of the rounds that ended long ago: a busy machine cuts them late."""
        books, film = books_figures(self.studio.folder.books), self._footage()
        return all(
            film[table.id].clips >= clips_due(books, table.game) for table in TABLES if table.id in film
        )

    def _footage(self) -> dict[str, Footage]:
        filmed = [table.id for table in TABLES if self.studio.films(table)]
        return footage(self.studio.folder.edge_store, filmed)

    def _verify(self) -> str | None:
        config = str(self.studio.folder.edge_config)
        for name in ("verify", "replay"):
            done = run_to_end([sys.executable, "-m", "edge_api", name, "--config", config], limit_s=120)
            if done.returncode:
                return f"{name}: exit {done.returncode}: {(done.stdout + done.stderr).strip()[-500:]}"
        return None


def is_crowded() -> bool:
    """More wants to run on this machine than it has cores: a table is slow, and a player's decision may come after its time."""
    return os.getloadavg()[0] > (os.cpu_count() or 1)
