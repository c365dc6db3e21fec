"""One WebRTC viewer (WHEP, draft-ietf-wish-whep): his connection, his tracks, until when he may watch. Encodes nothing; ends without a trace."""

from __future__ import annotations

from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.exceptions import OperationError
from aiortc.stats import RTCRemoteInboundRtpStreamStats

from edge_api.video.feed import Feed
from edge_api.video.frames import Record, Track
from edge_api.video.rtc_track import RecordTrack, close, configuration, preferences
from edge_api.video.stream import Stream
from edge_api.video.timeline import Timeline
from edge_api.video.whep_offer import BadOffer, NotServed, ViewerOffer

LOSSY = 0.25 * 256
"""fraction_lost (RFC 3550, 6.4.1) from which nothing can be seen any more."""

MOST_LOSSY_LOOKS = 3
DEPTH = 60


class WhepSession:
    """``answer`` an offer, look at it with ``why_over`` now and then, ``close`` it in any case.

    ``until_s``: Unix seconds at which the ticket is over. ``deadline_ns``: by when the viewer must have connected (monotonic).
    """

    def __init__(self, stream: Stream, track: Track, until_s: float, deadline_ns: int) -> None:
        self.table_id = stream.table_id
        self.until_s = until_s
        self._deadline_ns = deadline_ns
        self._stream, self._track = stream, track
        self._peer = RTCPeerConnection(configuration())
        self._timeline = Timeline(0)
        self._sources: list[_Source] = []
        self._lossy_looks = 0

    @property
    def is_connected(self) -> bool:
        """Whether the viewer has come."""
        return self._peer.connectionState == "connected"

    @property
    def dropped(self) -> int:
        """Frames that were not sent, because sending was late."""
        return sum(source.dropped for source in self._sources)

    def taken_bytes(self) -> int:
        """Of coded frames that went out since this was asked last."""
        return sum(source.taken_bytes() for source in self._sources)

    async def answer(self, offer: ViewerOffer) -> str:
        """The SDP answer, with the edge's addresses.

        Raises:
            NotServed: no codec of this edge is in the offer.
            BadOffer: aiortc can't make anything of it.
            OSError: this machine gives no sockets or no addresses, whatever is offered.
        """
        self._add(self._track)
        if offer.wants_sound and Track.OPUS in self._stream.tracks:
            self._add(Track.OPUS)
        try:
            await self._peer.setRemoteDescription(RTCSessionDescription(sdp=offer.sdp, type="offer"))
            await self._peer.setLocalDescription(await self._peer.createAnswer())
        except OperationError:
            raise NotServed("the picture is H.264 in constrained baseline, packetization mode 1") from None
        except OSError:
            raise
        except Exception as error:  # noqa: BLE001 whatever the parser stumbles over, the offer is what was wrong
            raise BadOffer(f"not an offer that can be answered ({type(error).__name__})") from None
        return self._answer()

    async def why_over(self, now_s: float, now_ns: int) -> str:
        """Why it must end now; empty while it may go on."""
        if now_s >= self.until_s:
            return "ticket over"
        if any(source.is_over for source in self._sources):
            return "stream over"
        match self._peer.connectionState:
            case "connected":
                return "path too lossy" if await self._is_lossy() else ""
            case "failed" | "closed":
                return "connection lost"
            case _:
                return "never connected" if now_ns >= self._deadline_ns else ""

    async def close(self) -> None:
        """End the connection and what it took."""
        await close(self._peer)
        for source in self._sources:
            source.close()

    def _answer(self) -> str:
        """aiortc does not offer the loopback address: a machine without another can't be reached."""
        sdp = self._peer.localDescription.sdp
        if "\na=candidate:" not in sdp:
            raise NotServed("this edge has no address but its own loopback")
        return sdp

    def _add(self, track: Track) -> None:
        source = _Source(self._stream, track)
        self._sources.append(source)
        added = self._peer.addTransceiver(
            RecordTrack(track, source.take, self._timeline), direction="sendonly"
        )
        added.setCodecPreferences(preferences(added.kind))

    async def _is_lossy(self) -> bool:
        """Most of what is sent is lost, look after look: over TCP the viewer fares better."""
        reports = (await self._peer.getStats()).values()
        lost = [r.fractionLost for r in reports if isinstance(r, RTCRemoteInboundRtpStreamStats)]
        self._lossy_looks = self._lossy_looks + 1 if any(each >= LOSSY for each in lost) else 0
        return self._lossy_looks >= MOST_LOSSY_LOOKS


class _Source:
    """A feed that is opened when the connection stands: what was cached or came before that is of no use to a viewer who plays on arrival."""

    def __init__(self, stream: Stream, track: Track) -> None:
        self._stream, self._track = stream, track
        self._feed: Feed[Record] | None = None
        self._bytes = 0

    @property
    def is_over(self) -> bool:
        return self._feed is not None and self._feed.closed

    @property
    def dropped(self) -> int:
        return self._feed.dropped if self._feed else 0

    async def take(self) -> Record:
        """Raises FeedClosed after the last."""
        if self._feed is None:
            self._feed = self._stream.open_feed((self._track,), DEPTH)
            for _ in range(len(self._feed)):
                await self._feed.next()
        record = await self._feed.next()
        self._bytes += len(record.payload)
        return record

    def taken_bytes(self) -> int:
        taken, self._bytes = self._bytes, 0
        return taken

    def close(self) -> None:
        if self._feed is not None:
            self._feed.close()
