"""WebRTC viewers: the coded pictures arrive as they were, whom the edge can't serve goes elsewhere, and nothing is left of who has gone."""

from __future__ import annotations

import contextlib
import threading

import pytest
import uvloop
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_api.clock import SystemClock
from edge_api.video.frames import Track
from edge_api.video.whep import WAITS_S
from edge_api.video.whep_offer import BadOffer, NotServed, read_offer
from tests.edge_api.video.outputs.coded import camera, check_same
from tests.edge_api.video.outputs.house import House, house, until
from tests.edge_api.video.outputs.sound import Tone
from tests.edge_api.video.outputs.watcher import SDP, watcher


def test_stamps_and_slices_reach_a_viewer_byte_for_byte_and_he_leaves_no_trace() -> None:
    async def scene() -> None:
        async with house() as at, camera(at.stream) as filmed:
            async with watcher() as viewer:
                answer = await viewer.watch(at, at.ticket())
                assert answer.status_code == 201
                assert answer.headers["content-type"] == "application/sdp"
                await until(lambda: len(viewer.got) >= 12)
                assert at.audience.of("vip-1")["whep"] == 1
                left = await at.client.delete(answer.headers["location"])
                assert left.status_code == 200
                assert check_same(filmed.sent, viewer.got) >= 12
            assert at.audience.of("vip-1")["whep"] == 0
            assert (await at.client.delete(answer.headers["location"])).status_code == 404

    threads = threading.active_count()
    uvloop.run(scene())
    assert threading.active_count() == threads


def test_the_first_picture_is_a_key_frame_of_now_and_none_of_the_past() -> None:
    async def scene() -> None:
        async with house() as at, camera(at.stream) as filmed, watcher() as viewer:
            await until(lambda: len(filmed.sent) > 5)
            before = max(filmed.sent)
            await viewer.watch(at, at.ticket())
            await until(lambda: viewer.got)
            first = next(sent for sent in filmed.sent.values() if sent.payload[-40:] == viewer.got[0][-40:])
            assert first.is_key
            assert first.capture_utc_ns > before

    uvloop.run(scene())


def test_sound_goes_beside_the_picture_byte_for_byte() -> None:
    async def scene() -> None:
        async with house() as at, camera(at.stream) as filmed:
            tone = Tone(at.stream, Track.OPUS, at.clock.utc_ns())
            async with watcher(sound=True) as viewer:
                await viewer.watch(at, at.ticket())

                def goes_on() -> bool:
                    tone.push_until(at.clock.utc_ns())
                    return len(viewer.heard) >= 20 and len(viewer.got) >= 3

                await until(goes_on)
                assert set(viewer.heard) <= set(tone.sent)
                assert check_same(filmed.sent, viewer.got) >= 3

    uvloop.run(scene())


def test_a_viewer_whose_path_loses_half_of_it_is_sent_to_another_path() -> None:
    async def scene() -> None:
        async with house() as at, camera(at.stream), watcher() as viewer:
            await viewer.watch(at, at.ticket())
            viewer.lose_every_second()
            await until(lambda: at.audience.ended["whep", "path too lossy"] == 1)

    uvloop.run(scene())


def test_an_offer_without_h264_is_not_served_so_that_the_viewer_takes_another_path() -> None:
    async def scene() -> None:
        async with house() as at, watcher("video/VP8") as viewer:
            answer = await viewer.watch(at, at.ticket())
            assert (answer.status_code, answer.json()["error"]) == (406, "not_served")

    uvloop.run(scene())


def test_h264_in_another_packetization_is_not_served() -> None:
    async def scene() -> None:
        async with house() as at, watcher() as viewer:
            offer = (await viewer.offer()).replace("packetization-mode=1", "packetization-mode=0")
            answer = await post(at, offer)
            assert answer == (406, "not_served")
            assert at.audience.of("vip-1")["whep"] == 0

    uvloop.run(scene())


def test_one_viewer_too_many_is_told_when_to_come_again() -> None:
    async def scene() -> None:
        async with house(whep_max=1) as at, watcher() as first, watcher() as second:
            assert (await first.watch(at, at.ticket())).status_code == 201
            refused = await second.watch(at, at.ticket())
            assert (refused.status_code, refused.json()["error"]) == (503, "full")
            assert int(refused.headers["retry-after"]) > 0

    uvloop.run(scene())


def test_one_players_sessions_that_never_connect_take_no_seat_from_himself_or_from_others() -> None:
    async def scene() -> None:
        async with house(whep_max=4, whep_each=2) as at, camera(at.stream):
            for _ in range(6):
                async with watcher() as viewer:
                    assert await offered(at, await viewer.offer()) == 201
            assert at.audience.of("vip-1")["whep"] == 2
            async with watcher() as other:
                assert (await other.watch(at, at.ticket(player_no=8))).status_code == 201
                await until(lambda: other.got)

    uvloop.run(scene())


def test_one_player_has_his_share_of_the_seats_and_no_more() -> None:
    async def scene() -> None:
        async with house(whep_max=4, whep_each=1) as at, camera(at.stream), watcher() as one:
            assert (await one.watch(at, at.ticket())).status_code == 201
            await until(lambda: one.got)
            async with watcher() as two:
                refused = await two.watch(at, at.ticket())
            assert (refused.status_code, refused.json()["error"]) == (503, "full")
            assert "already" in refused.json()["message"]
            assert one.peer.connectionState == "connected"

    uvloop.run(scene())


def test_a_session_that_does_not_connect_gives_its_seat_to_another_player_after_a_while() -> None:
    async def scene() -> None:
        clock = LateClock()
        async with house(whep_max=1, clock=clock) as at, watcher() as silent, watcher() as other:
            assert await offered(at, await silent.offer()) == 201
            assert (await other.watch(at, at.ticket(player_no=8))).status_code == 503
            clock.later_ns = WAITS_S * 10**9
        async with house(whep_max=1, clock=clock) as at, watcher() as silent, watcher() as other:
            assert await offered(at, await silent.offer()) == 201
            clock.later_ns += WAITS_S * 10**9
            assert (await other.watch(at, at.ticket(player_no=8))).status_code == 201

    uvloop.run(scene())


def test_a_session_ends_with_its_ticket_or_its_viewer_or_its_stream_and_goes_on_when_it_is_renewed() -> None:
    async def scene() -> None:
        async with house() as at, camera(at.stream), watcher() as short, watcher() as long:
            answers = [await viewer.watch(at, at.ticket(lasts_s=3)) for viewer in (short, long)]
            place = answers[1].headers["location"]
            renewed = await at.client.post(f"{place}?ticket={at.ticket(lasts_s=60)}")
            assert renewed.status_code == 204
            async with watcher() as leaving:
                await leaving.watch(at, at.ticket())
                await until(lambda: leaving.got)
            ended = at.audience.ended
            await until(lambda: ended["whep", "connection lost"] == 1)
            await until(lambda: ended["whep", "ticket over"] == 1)
            assert long.peer.connectionState == "connected"
            assert (await at.client.post(f"{place}?ticket={at.ticket(lasts_s=-1)}")).status_code == 401
            at.stream.close()
            await until(lambda: ended["whep", "stream over"] == 1)
            assert at.audience.bytes_out["whep"] > 1000
            assert len(at.outputs.whep) == 0

    uvloop.run(scene())


def test_a_session_of_one_table_is_not_renewed_with_a_ticket_of_another() -> None:
    async def scene() -> None:
        async with house() as at, watcher() as viewer:
            place = (await viewer.watch(at, at.ticket())).headers["location"]
            foreign = place.replace("vip-1", "vip-2") + "?ticket=" + at.ticket("vip-2")
            assert (await at.client.post(foreign)).status_code == 404

    uvloop.run(scene())


def test_nobody_watches_without_a_ticket_for_that_table() -> None:
    async def scene() -> None:
        async with house() as at, watcher() as viewer:
            assert (await viewer.watch(at, "forged.ticket")).status_code == 401
        async with house() as at, watcher() as viewer:
            assert (await viewer.watch(at, at.ticket("other"))).status_code == 403

    uvloop.run(scene())


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        ("v=0\r\n", "application/json", (415, "not_sdp")),
        ("", "application/sdp", (400, "bad_offer")),
        ("v=0\r\nm=video 9 X 96\r\na=rtpmap:96 H264/90000\r\n", "application/sdp", (400, "bad_offer")),
        ("x" * 70_000, "application/sdp", (400, "bad_offer")),
    ],
)
def test_what_is_no_offer_is_refused(body: str, content_type: str, expected: tuple[int, str]) -> None:
    async def scene() -> None:
        async with house() as at:
            assert await post(at, body, content_type) == expected
            assert at.audience.of("vip-1")["whep"] == 0

    uvloop.run(scene())


@given(st.binary(max_size=300), st.integers(0, 1200))
@settings(max_examples=60, deadline=None)
def test_a_torn_offer_is_read_or_refused_and_raises_nothing_else(garbage: bytes, at: int) -> None:
    torn = b"v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=rtpmap:96 H264/90000\r\n"
    for body in (garbage, torn[:at] + garbage + torn[at:]):
        with contextlib.suppress(BadOffer, NotServed):
            read_offer(body)


def test_addresses_in_an_offer_are_left_out() -> None:
    offer = "v=0\r\na=ice-ufrag:u\r\na=ice-pwd:p\r\na=setup:actpass\r\na=fingerprint:sha-256 00\r\nm=video 9 X 96\r\na=rtpmap:96 H264/90000\r\na=candidate:1 1 udp 1 198.51.100.1 9 typ host\r\na=end-of-candidates\r\n"
    assert "198.51.100.1" not in read_offer(offer.encode()).sdp


@pytest.mark.parametrize("lacking", ["a=fingerprint:", "a=ice-ufrag:", "a=ice-pwd:", "a=setup:"])
def test_an_offer_of_a_viewer_who_could_not_connect_safely_is_refused_at_once(
    lacking: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene() -> None:
        async with house() as at, watcher() as viewer:
            lines = (await viewer.offer()).splitlines(keepends=True)
            offer = "".join(line for line in lines if not line.startswith(lacking))
            assert await post(at, offer) == (400, "bad_offer")
            assert at.audience.of("vip-1")["whep"] == 0

    uvloop.run(scene())
    assert not caplog.records


async def offered(at: House, offer: str) -> int:
    """Without ever taking the answer."""
    path = at.path(f"whep?ticket={at.ticket()}")
    return (await at.client.post(path, content=offer, headers=SDP)).status_code


class LateClock(SystemClock):
    """The monotonic one is ahead by what it was told."""

    later_ns = 0

    def monotonic_ns(self) -> int:
        return super().monotonic_ns() + self.later_ns


async def post(at: House, body: str, content_type: str = SDP["Content-Type"]) -> tuple[int, str]:
    path = at.path(f"whep?ticket={at.ticket()}")
    answer = await at.client.post(path, content=body, headers={"Content-Type": content_type})
    return answer.status_code, answer.json()["error"]
