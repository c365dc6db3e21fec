"""Evidence copies on demand: one at a time, in a niced process of their own, kept beside the clip with the edge's signed word on what they are a copy of."""

from __future__ import annotations

import asyncio
import logging
import sys
from asyncio.subprocess import PIPE
from pathlib import Path
from secrets import token_hex

from edge_api.clock import Clock
from edge_api.signing import Signer
from edge_api.video.clips.manifest import (
    CLIP,
    CLIP_TYPE,
    COPY,
    COPY_SAID,
    MANIFEST,
    CopySaid,
    Manifest,
    sealed,
)
from edge_api.video.clips.room import Alarm
from edge_api.video.clips.shelf import Shelf, file_digest
from schemas.envelope import unseal

log = logging.getLogger(__name__)

LIMIT_S = 1800.0
PAYLOAD = ".said"
TIMES_AS_LARGE = 2
"""So much room a copy may need, compared to its clip."""


class Copies:
    """``ask`` for one; it is made when its turn comes."""

    def __init__(self, signer: Signer, clock: Clock, release: str, shelf: Shelf, alarm: Alarm) -> None:
        self._signer, self._clock, self._release = signer, clock, release
        self._shelf, self._alarm = shelf, alarm
        self._turn = asyncio.Lock()
        self._making: dict[Path, asyncio.Task[None]] = {}

    async def ask(self, folder: Path) -> Path | None:
        """The copy of the clip in that folder; None while it is being made. One that could not be made is tried again by the next request."""
        if await asyncio.to_thread(_is_there, folder):
            return folder / COPY
        if folder not in self._making:
            self._making[folder] = asyncio.create_task(self._make(folder))
        return None

    async def close(self) -> None:
        """Leave off what is being made."""
        tasks = list(self._making.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _make(self, folder: Path) -> None:
        payload = folder / f"{PAYLOAD}.{token_hex(4)}"
        try:
            async with self._turn:
                await asyncio.to_thread(_clear, folder)
                await asyncio.to_thread(self._need_room, folder)
                said = await asyncio.to_thread(_said, folder, payload)
                await self._burn(folder, payload)
                await asyncio.to_thread(self._vouch, folder, said)
        except (OSError, ValueError, TimeoutError) as bad:
            log.warning("clips: no copy of %s: %s", folder.name, bad)
            self._alarm(
                folder.parent.name, "copy_not_made", f"no copy of {folder.name} can be made now: {bad}"
            )
        finally:
            del self._making[folder]
            await asyncio.to_thread(_clear, folder)

    def _need_room(self, folder: Path) -> None:
        """Raises OSError."""
        self._shelf.need_room(TIMES_AS_LARGE * (folder / CLIP).stat().st_size)

    async def _burn(self, folder: Path, payload: Path) -> None:
        """Its standard input is a pipe of ours that says nothing: it ends when we do."""
        command = (sys.executable, "-m", "edge_api.video.clips", str(folder), str(payload))
        child = await asyncio.create_subprocess_exec(*command, stdin=PIPE)
        try:
            async with asyncio.timeout(LIMIT_S):
                code = await child.wait()
        except (TimeoutError, asyncio.CancelledError):
            child.kill()
            await child.wait()
            raise
        if code != 0:
            raise OSError(f"the process that makes it ended with {code}")

    def _vouch(self, folder: Path, said: Manifest) -> None:
        copy = CopySaid(
            round_id=said.round_id, digest=file_digest(folder / COPY), original=said.digest,
            made_utc_ns=str(self._clock.utc_ns()), release=self._release,
        )  # fmt: skip
        draft = folder / f".{COPY_SAID}"
        draft.write_bytes(sealed(copy, self._signer.key_id, self._signer.sign))
        draft.rename(folder / COPY_SAID)


def _is_there(folder: Path) -> bool:
    return (folder / COPY).exists() and (folder / COPY_SAID).exists()


def _clear(folder: Path) -> None:
    """Also what an earlier process left there when it was killed."""
    for draft in folder.glob(".*"):
        draft.unlink(missing_ok=True)


def _said(folder: Path, payload: Path) -> Manifest:
    """What the manifest says, in a file for the child as well. It is our own: whether it is signed is looked at by who proves it."""
    found = unseal((folder / MANIFEST).read_bytes(), lambda *_: True, CLIP_TYPE)
    payload.write_bytes(found.payload)
    return Manifest.consume(found.payload)
