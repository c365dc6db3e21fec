"""Delivery of one ordered, hash-chained stream over a pipe that may lose, repeat and reorder: both ends as pure state, without I/O.

The sender numbers events (epoch, seq), keeps them until a receipt covers them and resends from the receipt. The receiver accepts only
the next event of the chain. A broker's acknowledgement counts for nothing here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from schemas.envelope import GENESIS
from schemas.model import Decimal64, Hash, Message

WINDOW = 64
RESEND_NS = 2_000_000_000


class Receipt(Message):
    """Cumulative: everything of ``epoch`` up to and with ``upto`` is durable at the receiver, whose head hashes to ``chain_hash``.

    ``rewind`` asks the sender to start again at ``upto + 1`` because something is missing.
    """

    stream: str
    epoch: Decimal64
    upto: Decimal64
    chain_hash: Hash
    rewind: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """The last event that an end of the stream holds; seq 0 and GENESIS before the first."""

    epoch: int
    seq: int = 0
    chain_hash: str = GENESIS


class Verdict(Enum):
    """What the receiver does with an event."""

    ACCEPT = "accept"
    DUPLICATE = "duplicate"
    GAP = "gap"
    FORK = "fork"
    STALE_EPOCH = "stale_epoch"


def judge(head: Head | None, epoch: int, seq: int, prevhash: str) -> Verdict:
    """Decide on an event whose signature was right. A newer epoch starts a new chain at seq 1."""
    if head is not None and epoch < head.epoch:
        return Verdict.STALE_EPOCH
    if head is None or epoch > head.epoch:
        head = Head(epoch)
    if seq <= head.seq:
        return Verdict.DUPLICATE
    if seq > head.seq + 1:
        return Verdict.GAP
    return Verdict.ACCEPT if prevhash == head.chain_hash else Verdict.FORK


class Standing(Enum):
    """What a receipt means to the sender's log."""

    PROGRESS = "progress"
    OLD_EPOCH = "old_epoch"
    FENCED = "fenced"
    ROLLED_BACK = "rolled_back"


def reconcile(own: Head, receipt: Receipt, own_hash_at_upto: str | None) -> Standing:
    """Compare a receipt with the sender's own log.

    ``own_hash_at_upto`` is the sender's hash at ``receipt.upto`` (None when pruned: then the receipt was seen before).
    FENCED: somebody newer writes this stream. ROLLED_BACK: the receiver holds what this log does not: start a new epoch.
    """
    epoch, upto = int(receipt.epoch), int(receipt.upto)
    if epoch != own.epoch:
        return Standing.FENCED if epoch > own.epoch else Standing.OLD_EPOCH
    forked = own_hash_at_upto is not None and own_hash_at_upto != receipt.chain_hash
    return Standing.ROLLED_BACK if upto > own.seq or forked else Standing.PROGRESS


class SendWindow:
    """Which events to publish now. Go-back-N: at most ``size`` unreceipted, again from the receipt after ``resend_ns`` without progress."""

    def __init__(self, receipted: int, size: int = WINDOW, resend_ns: int = RESEND_NS) -> None:
        self.receipted = receipted
        self._next = receipted + 1
        self._size = size
        self._resend_ns = resend_ns
        self._progress_ns = 0
        self.connected = False

    def connect(self, now_ns: int) -> None:
        """The pipe is up: start again behind the last receipt."""
        self.connected = True
        self._restart(now_ns)

    def disconnect(self) -> None:
        """The pipe is down: nothing is due."""
        self.connected = False

    def receipt(self, upto: int, rewind: bool, now_ns: int) -> bool:
        """Take a receipt of this epoch; True when it covers more than before."""
        progressed = upto > self.receipted
        if progressed:
            self.receipted = upto
            self._progress_ns = now_ns
            self._next = max(self._next, upto + 1)
        if rewind and upto == self.receipted:
            self._restart(now_ns)
        return progressed

    def due(self, head_seq: int, now_ns: int) -> range:
        """Sequence numbers to publish now; calling marks them as sent."""
        if not self.connected:
            return range(0)
        if self._next > self.receipted + 1 and now_ns - self._progress_ns >= self._resend_ns:
            self._restart(now_ns)
        if self._next == self.receipted + 1:
            self._progress_ns = now_ns
        last = min(head_seq, self.receipted + self._size)
        seqs = range(self._next, last + 1)
        self._next = max(self._next, last + 1)
        return seqs

    def deadline_ns(self) -> int | None:
        """When to call ``due`` again even if nothing happens; None when nothing is outstanding."""
        outstanding = self.connected and self._next > self.receipted + 1
        return self._progress_ns + self._resend_ns if outstanding else None

    def _restart(self, now_ns: int) -> None:
        self._next = self.receipted + 1
        self._progress_ns = now_ns
