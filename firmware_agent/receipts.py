"""Receipts count only when signed by a known key of the edge and meant for this table's stream."""

from __future__ import annotations

import logging

from schemas.commands import RECEIPT_TYPE
from schemas.envelope import BadEnvelope, Check, unseal
from schemas.stream import Receipt
from schemas.topics import TableTopics

log = logging.getLogger(__name__)


class ReceiptDesk:
    """Reads what arrives on the receipt topic; ``heard`` and ``forged`` count it."""

    def __init__(self, topics: TableTopics, check: Check) -> None:
        self._stream = topics.events
        self._check = check
        self.heard = self.forged = 0

    def read(self, payload: bytes) -> Receipt | None:
        """The receipt; None if it can't be trusted."""
        try:
            receipt = Receipt.consume(unseal(payload, self._check, RECEIPT_TYPE).payload)
            if receipt.stream != self._stream:
                raise ValueError(f"it is for stream {receipt.stream!r}")
        except (BadEnvelope, ValueError) as fault:
            self.forged += 1
            log.warning("receipt %d that can't be trusted: %s", self.forged, fault)
            return None
        self.heard += 1
        return receipt
