"""What a board says beside its facts waits in queues that displace no reply, and goes a few a turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from firmware_agent.signing import board_key
from firmware_agent.voice import POSTS_A_TURN, Voice
from schemas.sight import Anchors, SightAnswer, SightStep
from schemas.topics import TableTopics
from tests.firmware_agent.desk import SITE, TABLE


class Bench(Voice):
    connected = True

    def wake(self) -> None:
        """Nobody sleeps here."""

    def ask(self, command_id: str) -> None:
        self._asked[command_id] = ("pause", None)

    def turn(self) -> list[str]:
        return [post.topic for post in self._due_posts()]


@pytest.fixture
def voice(tmp_path: Path) -> Bench:
    return Bench(TableTopics(SITE, TABLE), board_key(tmp_path, TABLE))


def test_a_reply_is_sent_first_and_displaced_by_no_babble(voice: Bench) -> None:
    voice.ask("c-1")
    voice.reply("c-1", "ok", "")
    for number in range(1000):
        voice.answer(SightAnswer(command_id=str(number), step=SightStep.LOOK, ok=True))
        voice.point(Anchors(utc_ns=str(number)))
    first = voice.turn()
    assert first[0].endswith("/cmd-reply/pause")
    assert len(first) == 1 + POSTS_A_TURN + 1
    assert len(voice.turn()) == POSTS_A_TURN


def test_of_anchors_the_newest_are_sent(voice: Bench) -> None:
    for number in range(5):
        voice.point(Anchors(utc_ns=str(number)))
    [post] = voice._due_posts()
    assert Anchors.consume(post.payload).utc_ns == "4"
