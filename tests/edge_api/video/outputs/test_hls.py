"""HLS over HTTP: playlists that wait for the part that is asked for, pieces that never change and need no ticket, and refusals of what makes no sense."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Awaitable
from dataclasses import dataclass

import av
import httpx
import uvloop

from edge_api.clock import SystemClock
from edge_api.video.audience import Audience
from edge_api.video.frames import Track
from edge_api.video.hls_names import SealedNames
from edge_api.video.hls_room import HlsRoom
from edge_api.video.stream import Stream
from schemas.video.nal import join
from tests.edge_api.video.outputs.coded import FPS, Film, check_same
from tests.edge_api.video.outputs.house import House, house, until
from tests.edge_api.video.outputs.sound import Tone

FROM_FIRST_KEY = 29
"""Frames in the parts of the first playlist: of the 31 filmed, the last part is not whole yet."""

PART = re.compile(r'#EXT-X-PART:DURATION=([0-9.]+),URI="([^"]+)"')


def test_a_player_finds_its_way_from_the_ticket_to_every_frame_byte_for_byte() -> None:
    async def scene() -> None:
        async with house() as at:
            film, main = await first_playlist(at)
            assert main.headers["cache-control"] == "public, max-age=1"
            init = await piece(at, named(main.text, "#EXT-X-MAP"))
            parts = [await piece(at, uri) for _, uri in PART.findall(main.text)]
            assert all("immutable" in each.headers["cache-control"] for each in (init, *parts))
            got = frames(init.content + b"".join(part.content for part in parts))
            assert check_same(film.sent, got) == FROM_FIRST_KEY

    uvloop.run(scene())


def test_a_request_for_the_next_part_is_answered_when_that_part_is_there() -> None:
    async def scene() -> None:
        async with house() as at:
            film, main = await first_playlist(at)
            number, part = at_the_end(main.text)
            asked = at.client.get(f"{main.url}&_HLS_msn={number}&_HLS_part={part + 1}")
            then = await answered_after(asked, film)
            assert then.status_code == 200
            assert at_the_end(then.text) > (number, part)
            assert then.headers["cache-control"] == "public, max-age=12"
            hinted = re.search(r'PRELOAD-HINT:TYPE=PART,URI="([^"]+)"', then.text)
            assert hinted is not None
            assert (await answered_after(piece(at, hinted[1]), film)).status_code == 200

    uvloop.run(scene())


def test_everybody_gets_the_same_playlist_and_no_ticket_is_in_it() -> None:
    async def scene() -> None:
        async with house() as at:
            tickets = [at.ticket(lasts_s=40), at.ticket(lasts_s=50)]
            await first_playlist(at)
            path = at.path("hls/main/index.m3u8?ticket=")
            texts = {(await at.client.get(path + ticket)).text for ticket in tickets}
            assert len(texts) == 1
            assert "ticket" not in texts.pop()
            assert at.audience.of("vip-1")["hls"] == 3

    uvloop.run(scene())


def test_sound_is_in_the_same_files_as_the_picture_packet_by_packet() -> None:
    async def scene() -> None:
        async with house() as at:
            tone = Tone(at.stream, Track.AAC, at.clock.utc_ns())
            film, main = await first_playlist(at, tone)
            sent_before = at.audience.bytes_out["hls"]
            init = await piece(at, named(main.text, "#EXT-X-MAP"))
            parts = [await piece(at, uri) for _, uri in PART.findall(main.text)]
            file = init.content + b"".join(part.content for part in parts)
            assert at.audience.bytes_out["hls"] == sent_before + len(file)
            with av.open(io.BytesIO(file), "r") as opened:
                heard = [bytes(packet) for packet in opened.demux(audio=0) if packet.size]
            assert len(heard) >= 120
            assert heard == tone.sent[tone.sent.index(heard[0]) :][: len(heard)]
            assert check_same(film.sent, frames(file)) == FROM_FIRST_KEY

    uvloop.run(scene())


def test_a_player_that_stumbles_over_parts_gets_whole_segments_only() -> None:
    async def scene() -> None:
        async with house() as at:
            await first_playlist(at)
            variants = await at.client.get(at.path(f"hls/plain.m3u8?ticket={at.ticket()}"))
            assert variants.headers["cache-control"] == "private, no-store"
            plain = await at.client.get(at.path("hls/" + variants.text.splitlines()[-1]))
            assert "#EXT-X-PART" not in plain.text
            segment = await piece(at, plain.text.splitlines()[-1])
            init = await piece(at, named(plain.text, "#EXT-X-MAP"))
            assert len(frames(init.content + segment.content)) == 2 * FPS

    uvloop.run(scene())


def test_numbers_that_make_no_sense_are_refused_at_once() -> None:
    queries = ["_HLS_msn=x", "_HLS_msn=-1", "_HLS_part=0", "_HLS_msn=99999999999", "_HLS_msn=1&_HLS_part=1e3"]

    async def scene() -> None:
        async with house() as at:
            _, main = await first_playlist(at)
            for query in (*queries, "_HLS_msn=" + "9" * 400):
                refused = await at.client.get(f"{main.url}&{query}")
                assert (refused.status_code, refused.json()["error"]) == (400, "malformed"), query

    uvloop.run(scene())


def test_a_dark_table_has_no_playlist_and_says_so() -> None:
    async def scene() -> None:
        async with house() as at:
            variants = await at.client.get(at.path(f"hls/index.m3u8?ticket={at.ticket()}"))
            assert (variants.status_code, variants.json()["error"]) == (503, "no_picture")

    uvloop.run(scene())


def test_playlists_need_a_ticket_and_made_up_names_lead_nowhere() -> None:
    async def scene() -> None:
        async with house() as at:
            for path in ("hls/index.m3u8", "hls/main/index.m3u8", "hls/lobby/plain.m3u8"):
                assert (await at.client.get(at.path(path))).status_code == 401
                assert (
                    await at.client.get(at.path(f"{path}?ticket={at.ticket('other')}"))
                ).status_code == 403
            _, main = await first_playlist(at)
            genuine = named(main.text, "#EXT-X-MAP")
            other = ("1" if genuine[0] == "0" else "0") + genuine[1:]
            for made_up in ("0-1.mp4", "f" * 24 + genuine[24:], other, "x.m4s"):
                assert (await at.client.get(at.path(f"hls/main/{made_up}"))).status_code == 404
            assert (await at.client.get(at.path(f"hls/lobby/{genuine}"))).status_code == 404

    uvloop.run(scene())


@dataclass
class HandClock(SystemClock):
    """Monotonic time that a test sets."""

    mono_ns: int = 0

    def monotonic_ns(self) -> int:
        return self.mono_ns


def test_what_nobody_watches_is_let_go_and_who_has_gone_is_not_counted() -> None:
    async def scene() -> None:
        clock, stream, audience = HandClock(), Stream("vip-1"), Audience({}, {})
        room, film = HlsRoom(audience, clock), Film(stream, 0)
        begun = room.track(stream, Track.MAIN)
        room.seen("vip-1", "somebody")
        await asyncio.sleep(0)
        film.push(3 * FPS)
        await until(lambda: begun.window.is_begun)
        assert audience.of("vip-1")["hls"] == 1
        clock.mono_ns = 16_000_000_000
        film.push(FPS)
        await until(lambda: audience.of("vip-1")["hls"] == 0)
        clock.mono_ns = 31_000_000_000
        film.push(1)
        await until(lambda: stream.feeds == 0)
        await asyncio.sleep(0)
        assert room.running("vip-1", Track.MAIN) is None
        assert room.track(stream, Track.MAIN) is not begun
        await room.close()

    uvloop.run(scene())


def test_a_name_opens_only_with_its_own_tag() -> None:
    names, others = SealedNames(b"1", "vip-1/MAIN"), SealedNames(b"1", "vip-2/MAIN")
    shown = names.sealed("19abc-p7.m4s")
    assert names.opened(shown) == "19abc-p7.m4s"
    assert names.opened(shown.replace("p7", "p8")) is None
    assert others.opened(shown) is None


async def first_playlist(at: House, tone: Tone | None = None) -> tuple[Film, httpx.Response]:
    """From the table's address to the playlist of its main picture, of which three seconds have been filmed meanwhile."""
    film = Film(at.stream, at.clock.utc_ns(), tone)
    film.push(1)
    variants = await at.client.get(at.path(f"hls/index.m3u8?ticket={at.ticket()}"))
    assert "RESOLUTION=320x180" in variants.text
    asked = at.client.get(at.path("hls/" + variants.text.splitlines()[-1]))
    return film, await answered_after(asked, film, 3 * FPS)


async def answered_after(asked: Awaitable[httpx.Response], film: Film, frames: int = 4) -> httpx.Response:
    """A request's answer, which does not come before some more is filmed."""
    asking = asyncio.ensure_future(asked)
    for _ in range(5):
        await asyncio.sleep(0.01)
    assert not asking.done()
    film.push(frames)
    return await asking


async def piece(at: House, name: str) -> httpx.Response:
    return await at.client.get(at.path(f"hls/main/{name}"))


def named(playlist: str, tag: str) -> str:
    found = re.search(rf'{tag}:URI="([^"]+)"', playlist)
    assert found is not None
    return found[1]


def at_the_end(playlist: str) -> tuple[int, int]:
    """Number of the segment that grows, and of its last part."""
    first = int(re.search(r"MEDIA-SEQUENCE:(\d+)", playlist)[1])  # type: ignore[index]
    *whole, growing = playlist.split("#EXTINF")
    return first + len(whole), len(PART.findall(growing)) - 1


def frames(file: bytes) -> list[bytes]:
    """Access units of an MP4, as Annex B."""
    with av.open(io.BytesIO(file), "r") as opened:
        return [annex_b(bytes(packet)) for packet in opened.demux(video=0) if packet.size]


def annex_b(prefixed: bytes) -> bytes:
    units, at = [], 0
    while at < len(prefixed):
        end = at + 4 + int.from_bytes(prefixed[at : at + 4], "big")
        units.append(prefixed[at + 4 : end])
        at = end
    return join(units)
