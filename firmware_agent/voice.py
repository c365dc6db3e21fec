"""What a board says beside its facts: state, health, replies, pictures, where things lie. Bounded; publishes nothing itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterator

from firmware_agent.post import Post
from firmware_agent.signing import BoardKey
from schemas.commands import REPLY_TYPE, BoardHealth, CommandReply, ReplyStatus, TableState
from schemas.envelope import seal
from schemas.sight import Anchors, SightAnswer
from schemas.topics import TableTopics

HEALTH_EXPIRY_S = 30
MOST_POSTS = 256
MOST_STILLS = 32
POSTS_A_TURN = 16
"""So that facts and orders never wait for many of them."""


class Voice(ABC):
    """All of these may be called from any thread."""

    connected = False

    def __init__(self, topics: TableTopics, key: BoardKey) -> None:
        self._topics, self._key = topics, key
        self._posts: deque[Post] = deque(maxlen=MOST_POSTS)
        self._replies: deque[Post] = deque(maxlen=MOST_POSTS)
        """To commands: whoever gave one waits, so nothing else takes their place."""
        self._where: deque[Post] = deque(maxlen=1)
        """The newest anchors: older ones are of no use."""
        self._stills: deque[bytes] = deque(maxlen=MOST_STILLS)
        self._asked: dict[str, tuple[str, bytes | None]] = {}
        self._state: bytes | None = None

    @abstractmethod
    def wake(self) -> None:
        """There is something to publish, or to stop for."""

    def show(self, state: TableState) -> None:
        """Publish the projection if it changed; kept, and shown again after a reconnect."""
        shown = state.model_dump_json().encode()
        if shown != self._state:
            self._state = shown
            self._post(Post(self._topics.state, shown, retain=True))

    def tell(self, health: BoardHealth) -> None:
        """Publish a health report, if anybody can hear it."""
        self._post(
            Post(self._topics.health, health.model_dump_json().encode(), qos=0, expiry_s=HEALTH_EXPIRY_S)
        )

    def reply(self, command_id: str, code: str, message: str, lacking: tuple[str, ...] = ()) -> None:
        """Answer a command once; ``code`` "ok" accepts it. ``lacking``: pictures that were asked for and are not kept."""
        name, correlation = self._asked.pop(command_id, (None, None))
        if name is None:
            return
        status = ReplyStatus.ACCEPTED if code == "ok" else ReplyStatus.REJECTED
        answer = CommandReply(
            command_id=command_id, status=status, code=code, message=message[:500], lacking=lacking
        )
        sealed = seal(answer.model_dump_json().encode(), self._key.key_id, self._key.sign, REPLY_TYPE)
        post = Post(
            self._topics.command_reply(name), sealed, expiry_s=HEALTH_EXPIRY_S, correlation=correlation
        )
        self._put(self._replies, post)

    def send_still(self, picture: bytes) -> None:
        """A picture behind the camera's word, after all facts that are due. When there are too many the oldest goes: the edge asks again."""
        self._stills.append(picture)
        if self.connected:
            self.wake()

    def point(self, where: Anchors) -> None:
        """Where things lie in the picture, for graphics, if anybody can hear it."""
        post = Post(self._topics.anchors, where.model_dump_json().encode(), qos=0, retain=True)
        self._put(self._where, post)

    def answer(self, answer: SightAnswer) -> None:
        """To a technician's question."""
        self._post(self._answered(answer))

    def _answered(self, answer: SightAnswer) -> Post:
        return Post(self._topics.sight, answer.model_dump_json().encode(), expiry_s=HEALTH_EXPIRY_S)

    def _post(self, post: Post) -> None:
        self._put(self._posts, post)

    def _put(self, queue: deque[Post], post: Post) -> None:
        if self.connected:
            queue.append(post)
            self.wake()

    def _due_posts(self) -> Iterator[Post]:
        """For one turn: all replies, some of the rest."""
        for queue, most in ((self._replies, MOST_POSTS), (self._posts, POSTS_A_TURN), (self._where, 1)):
            for _ in range(min(most, len(queue))):
                yield queue.popleft()

    def _forget_posts(self) -> None:
        """Of a connection that is gone."""
        for queue in (self._replies, self._posts, self._where):
            queue.clear()
        self._asked.clear()
