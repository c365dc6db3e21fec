"""The pure parts of the video library, in a real browser: when events are released, how the live edge is kept, whose word opens bets, what a stamp says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.video.nal import join, length_prefixed, split
from schemas.video.stamp import CaptureStamp, stamped
from tests.edge_api.web.browser import IN_BROWSER, Tab

pytestmark = IN_BROWSER

UTC_MS = 1_795_382_400_000


@pytest.fixture(scope="module")
def library(browser: Tab, address: str) -> Tab:
    """A page of the stage's origin with the library's modules as globals."""
    browser.send("Page.navigate", url=f"{address}/login")
    browser.until("document.readyState === 'complete'")
    browser.value(
        "Promise.all([import('/static/video/index.js'), import('/static/in_step.js'), import('/static/video/fmp4.js'), import('/static/video/timing.js'), import('/static/table_state.js'), import('/static/picture_facts.js')])"
        ".then((parts) => Object.assign(globalThis, ...parts)).then(() => true)"
    )
    browser.value(HELPERS)
    return browser


HELPERS = """
globalThis.stage = (delayMs = 150, nowMs = 0) => {
  const shown = [];
  const time = { now: nowMs };
  const scheduler = new EventScheduler((event) => shown.push(event.ev), { now: () => time.now, delayMs: () => delayMs });
  const clock = (shownUtcMs, dark = false) => ({ shownUtcMs, isDark: () => dark });
  return { shown, time, scheduler, clock };
};
true
"""


def run(tab: Tab, body: str) -> Any:
    """What a block of statements returns."""
    return tab.value(f"(() => {{ {body} }})()")


# --- scheduler ---------------------------------------------------------------------------------------------------------


def test_an_event_is_shown_with_the_frame_that_shows_it_and_not_before(library: Tab) -> None:
    found = run(library, """
      const { shown, scheduler, clock } = stage();
      scheduler.release(clock(1000), 0);
      scheduler.hold({ ev: 'card', t: 1040 }, 1040, 10);
      const before = [...shown];
      scheduler.release(clock(1033.3), 33);
      const early = [...shown];
      scheduler.release(clock(1066.6), 66);
      return { before, early, shown, late: scheduler.late, byWall: scheduler.byWall };
    """)  # fmt: skip
    assert found == {"before": [], "early": [], "shown": ["card"], "late": 0, "byWall": 0}


def test_an_event_behind_its_frame_is_shown_at_once_and_counted(library: Tab) -> None:
    found = run(library, """
      const { shown, scheduler, clock } = stage();
      scheduler.release(clock(1000), 0);
      scheduler.hold({ ev: 'card', t: 990 }, 990, 1);
      return { shown, late: scheduler.late };
    """)  # fmt: skip
    assert found == {"shown": ["card"], "late": 1}


def test_no_event_overtakes_one_that_came_before_it(library: Tab) -> None:
    found = run(library, """
      const { shown, scheduler, clock } = stage();
      scheduler.release(clock(1000), 0);
      scheduler.hold({ ev: 'card', t: 1700 }, 1700, 1);
      scheduler.hold({ ev: 'gameresult', t: 1100 }, 1100, 2);
      scheduler.hold({ ev: 'balance' }, undefined, 3);
      scheduler.release(clock(1200), 200);
      const early = [...shown];
      scheduler.release(clock(1700), 700);
      return { early, shown };
    """)  # fmt: skip
    assert found == {"early": [], "shown": ["card", "gameresult", "balance"]}


def test_without_a_picture_the_game_goes_on_by_the_wall_clock(library: Tab) -> None:
    found = run(library, """
      const { shown, time, scheduler, clock } = stage(150, 1000);
      scheduler.release(clock(null, true), 0);
      scheduler.hold({ ev: 'card', t: 1000 }, 1000, 0);
      time.now = 1149; scheduler.release(clock(null, true), 149);
      const early = [...shown];
      time.now = 1150; scheduler.release(clock(null, true), 150);
      return { early, shown, byWall: scheduler.byWall, late: scheduler.late };
    """)  # fmt: skip
    assert found == {"early": [], "shown": ["card"], "byWall": 1, "late": 0}


def test_nothing_is_held_for_long_whatever_its_time_says(library: Tab) -> None:
    found = run(library, """
      const { shown, scheduler, clock } = stage(150, 1000);
      scheduler.release(clock(1000), 0);
      scheduler.hold({ ev: 'card', t: 9e12 }, 9e12, 0);
      scheduler.release(clock(4000), 3100);
      const early = [...shown];
      scheduler.release(clock(4200), 3151);
      return { early, shown };
    """)  # fmt: skip
    assert found == {"early": [], "shown": ["card"]}


def test_what_has_no_time_is_shown_at_once_when_nothing_is_held(library: Tab) -> None:
    assert run(
        library, "const { shown, scheduler } = stage(); scheduler.hold({ ev: 'answer' }); return shown;"
    ) == ["answer"]


@pytest.mark.parametrize(
    "event", ["{ ev: 'snapshot', t: 990 }", "{ ev: 'card', t: -1100 }"], ids=["a snapshot", "after a break"]
)
def test_what_is_caught_up_with_is_not_called_late(library: Tab, event: str) -> None:
    found = run(library, f"""
      const {{ shown, scheduler, clock }} = stage(150, 1000);
      scheduler.release(clock(1000), 0);
      scheduler.hold({event}, undefined, 1);
      return {{ shown: shown.length, late: scheduler.late, off: scheduler.takeOff() }};
    """)  # fmt: skip
    assert found == {"shown": 1, "late": 0, "off": {"events": 0, "worstMs": None}}


def test_how_far_events_are_from_the_frames_they_are_shown_with_is_measured(library: Tab) -> None:
    found = run(library, """
      const { time, scheduler, clock } = stage(150, 1000);
      scheduler.release(clock(1000), 0);
      scheduler.hold({ ev: 'card', t: 1010 }, 1010, 1);
      scheduler.release(clock(1033), 33);
      scheduler.hold({ ev: 'card', t: 980 }, 980, 40);
      const usual = scheduler.takeOff();
      const again = scheduler.takeOff();
      scheduler.hold({ ev: 'card', t: 9000 }, 9000, 50);
      scheduler.release(clock(4200), 3300);
      const early = scheduler.takeOff();
      scheduler.hold({ ev: 'card', t: 4300 }, 4300, 3301);
      time.now = 4500; scheduler.release(clock(4200, true), 4400);
      return { usual, again, early, dark: scheduler.takeOff(), byWall: scheduler.byWall };
    """)  # fmt: skip
    nothing = {"events": 0, "worstMs": None}
    assert found == {
        "usual": {"events": 2, "worstMs": 53},
        "again": nothing,
        "early": {"events": 1, "worstMs": -4800},
        "dark": nothing,
        "byWall": 2,
    }


# --- live edge ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("events", "frames", "wanted"),
    [([], [], 150), ([20] * 100, [], 100), ([90] * 99 + [140], [30] * 50, 124), ([20] * 50, [160] * 50, 194), ([2000], [], 400)],
)  # fmt: skip
def test_the_delay_is_the_slower_path_and_a_frame_within_bounds(
    library: Tab, events: list[int], frames: list[int], wanted: int
) -> None:
    found = run(library, f"""
      const [events, frames] = [{json.dumps(events)}, {json.dumps(frames)}].map((all) => {{ const path = new Path(); all.forEach((ms) => path.add(ms)); return path; }});
      return presentationMs(events, frames);
    """)  # fmt: skip
    assert found == wanted


@pytest.mark.parametrize(
    ("lag", "ahead", "rate", "jump"),
    [(150, 100, 1, 0), (160, 100, 1, 0), (200, 100, 1.02, 0), (900, 800, 1.05, 0), (60, 20, 0.964, 0), (20, 20, 0.95, 0), (1200, 1100, 1, 1050), (1200, 500, 1.05, 0), (300, 10, 1, 0)],
)  # fmt: skip
def test_the_picture_is_nudged_and_jumps_only_when_far_behind_with_picture_in_hand(
    library: Tab, lag: int, ahead: int, rate: float, jump: int
) -> None:
    found = run(
        library,
        f"const edge = new LiveEdge(); edge.decide(150, 150, 100); return edge.decide({lag}, 150, {ahead});",
    )
    assert found == {"rate": pytest.approx(rate), "jumpMs": jump}


def test_after_a_break_the_first_decision_may_jump_a_little(library: Tab) -> None:
    found = run(
        library,
        "const edge = new LiveEdge(); return [edge.decide(500, 150, 450), edge.decide(500, 150, 450)];",
    )
    assert [decided["jumpMs"] for decided in found] == [350, 0]


def test_a_stall_asks_for_more_distance_and_gives_it_back(library: Tab) -> None:
    found = run(
        library,
        "const edge = new LiveEdge(); edge.stalled(); return [edge.targetMs(150), edge.targetMs(150, 10000), edge.targetMs(150, 60000)];",
    )
    assert found == [190, 180, 150]


@pytest.mark.parametrize(("skew", "found"), [(0, 0), (-3_600_000, -3_600_000), (5_000, 5_000)])
def test_a_board_whose_clock_is_elsewhere_is_followed(library: Tab, skew: int, found: int) -> None:
    """Frames take 20 ms; what the capture clock says differs from the server's by ``skew``."""
    off = run(library, f"""
      const time = {{ now: {UTC_MS} }};
      const capture = new CaptureNow(() => time.now);
      for (let frame = 0; frame < 150; frame++) {{ time.now += 33; capture.came(time.now - 20 + {skew}); }}
      return capture.now() - time.now;
    """)  # fmt: skip
    assert off == found


def test_a_frame_that_stands_still_is_farther_and_farther_behind(library: Tab) -> None:
    found = run(library, """
      const time = { now: 1000 };
      const timing = new Timing(() => time.now);
      timing.presented(900);
      time.now = 7000;
      return [timing.lagMs, timing.behindMs(900)];
    """)  # fmt: skip
    assert found == [100, 6100]


# --- fMP4 ----------------------------------------------------------------------------------------------------------------

FED = """
(async () => {
  const own = { WebSocket, MediaSource };
  const why = [];
  let line = null;
  globalThis.WebSocket = class extends EventTarget { constructor() { super(); line = this; } close() {} };
  globalThis.MediaSource = class extends own.MediaSource { %s };
  const path = new Fmp4(document.createElement('video'), { ended: (word) => why.push(word), dark() {}, came() {}, changed() {} });
  path.start({ live: 'ws://127.0.0.1/' });
  line.onmessage({ data: JSON.stringify({ op: 'hello', codec: 'avc1.42c01f', origin_ns: '0', timescale: 90000, has_audio: false }) });
  for (let piece = 0; piece < 400 && !why.length; piece++) line.onmessage({ data: new ArrayBuffer(8) });
  await new Promise((later) => setTimeout(later, 200));
  Object.assign(globalThis, own);
  return why;
})()
"""


@pytest.mark.parametrize(
    "source",
    ["addEventListener() {}", "addSourceBuffer() { throw new Error('no room'); }"],
    ids=["never opens", "takes no buffer"],
)
def test_a_source_that_can_t_be_fed_is_given_up(library: Tab, source: str) -> None:
    assert library.value(FED % source) == ["broken"]


# --- clocks and stamps -------------------------------------------------------------------------------------------------


def test_media_time_of_each_path_becomes_capture_time(library: Tab) -> None:
    found = run(library, f"""
      const origin = new OriginClock('{UTC_MS * 1_000_000 + 123_456_789}');
      const stamp = new StampClock();
      stamp.stamped(9000, {UTC_MS} + 0.25);
      const fragments = [{{ start: 10, programDateTime: {UTC_MS} }}, {{ start: 12, programDateTime: {UTC_MS} + 2001 }}];
      const date = new DateClock(() => ({{ fragments, fragmentHint: {{ start: 14, programDateTime: {UTC_MS} + 4003 }} }}));
      return [origin.utcOf({{ mediaTime: 3600.5 }}), stamp.utcOf({{ rtpTimestamp: 9000 }}), stamp.utcOf({{ rtpTimestamp: 1 }}),
        date.utcOf({{ mediaTime: 11 }}), date.utcOf({{ mediaTime: 12.5 }}), date.utcOf({{ mediaTime: 14.25 }}), date.utcOf({{ mediaTime: 1 }})];
    """)  # fmt: skip
    assert found[0] == pytest.approx(UTC_MS + 123.456 + 3_600_500, abs=0.001)
    assert found[1:] == [UTC_MS + 0.25, None, UTC_MS + 1000, UTC_MS + 2501, UTC_MS + 4253, None]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    utc_ns=st.integers(0, 2**64 - 1),
    seq=st.integers(0, 2**32 - 1),
    error=st.one_of(st.none(), st.integers(0, 2**32 - 2)),
    with_lengths=st.booleans(),
)
def test_a_stamp_is_read_as_it_was_written(
    library: Tab, utc_ns: int, seq: int, error: int | None, with_lengths: bool
) -> None:
    frame = stamped(
        join([b"\x67\x42\xc0\x1f", b"\x68\xce", b"\x65\x88\x84" + bytes(range(1, 200))]),
        CaptureStamp(utc_ns, seq, error),
    )
    if with_lengths:
        frame = length_prefixed(split(frame))
    found = run(
        library,
        f"const found = readStamp(new Uint8Array({list(frame)})); return {{ ...found, utcNs: String(found.utcNs) }};",
    )
    assert (int(found["utcNs"]), found["seq"], found["clockErrorUs"]) == (utc_ns, seq, error)


def test_a_frame_without_a_stamp_or_a_torn_one_has_none(library: Tab) -> None:
    whole = stamped(join([b"\x65\x88\x84"]), CaptureStamp(1, 2, 3))
    for frame in (b"", b"\x00\x00\x00\x01\x65\x88", whole[:30]):
        assert run(library, f"return readStamp(new Uint8Array({list(frame)}));") is None


# --- whose word counts -------------------------------------------------------------------------------------------------

OPEN: dict[str, Any] = {"ev": "betsopen", "round_id": "r-2", "closes_at": "soon", "betting_ms": 15_000}
SNAPSHOT: dict[str, Any] = {
    "ev": "snapshot", "phase": "spinning", "round_id": "r-1", "last_results": [], "cards": {}, "hold": None, "closes_at": None, "question": None, "layout": [],
}  # fmt: skip


def view(tab: Tab, heard: list[dict[str, Any]], shown: list[dict[str, Any]]) -> dict[str, Any]:
    found = run(tab, f"""
      const steps = new InStep();
      for (const frame of {json.dumps(heard)}) steps.hear(frame);
      for (const frame of {json.dumps(shown)}) steps.show(frame);
      return steps.view;
    """)  # fmt: skip
    assert isinstance(found, dict)
    return found


def test_bets_open_and_close_when_the_edge_says_so_whatever_the_picture_shows(library: Tab) -> None:
    opened = view(library, [SNAPSHOT, OPEN], [SNAPSHOT])
    assert (opened["phase"], opened["round_id"], opened["closes_at"]) == ("bets_open", "r-2", "soon")
    closed = view(library, [SNAPSHOT, OPEN, {"ev": "betsclosed", "round_id": "r-2"}], [SNAPSHOT, OPEN])
    assert (closed["phase"], closed["closes_at"]) == ("bets_closed", None)
    held = view(
        library,
        [SNAPSHOT, OPEN, {"ev": "held", "round_id": "r-2", "cause": "x", "by": "table"}],
        [SNAPSHOT, OPEN],
    )
    assert held["phase"] == "bets_closed"


def test_a_result_is_on_the_page_only_when_the_picture_has_shown_it(library: Tab) -> None:
    result = {"ev": "gameresult", "round_id": "r-1", "result": "17", "outcome": {"pocket": "17"}}
    before = view(library, [SNAPSHOT, result], [SNAPSHOT])
    assert (before["phase"], before["last_results"]) == ("spinning", [])
    assert view(library, [SNAPSHOT, result], [SNAPSHOT, result])["last_results"][0]["result"] == "17"


def test_a_question_can_be_answered_while_both_the_picture_and_the_edge_ask_it(library: Tab) -> None:
    turn = {"ev": "turn", "round_id": "r-1", "seat": 3, "hand": 1, "actions": ["hit"], "closes_at": "soon"}
    decided = {"ev": "decided", "round_id": "r-1", "seat": 3, "hand": 1, "action": "stand", "next": None}
    assert view(library, [SNAPSHOT, turn], [SNAPSHOT])["question"] is None
    assert view(library, [SNAPSHOT, turn], [SNAPSHOT, turn])["question"]["seat"] == 3
    assert view(library, [SNAPSHOT, turn, decided], [SNAPSHOT, turn])["question"] is None


def test_bets_of_a_round_whose_end_was_not_shown_have_not_ended(library: Tab) -> None:
    bets = [
        {"round_id": "r-1", "status": "settled", "outcome": {"pocket": "17"}, "bets": [{"stake": 1, "returned": 36, "ended_round": "r-1"}]},
        {"round_id": "r-0", "status": "settled", "outcome": {"pocket": "2"}, "bets": [{"stake": 1, "returned": 0, "ended_round": "r-0"}]},
        {"round_id": "r-0", "status": "settled", "outcome": {"pocket": "2"}, "bets": [{"stake": 1, "returned": 2, "ended_round": "r-1"}]},
    ]  # fmt: skip
    script = "const steps = new InStep(); for (const frame of FRAMES) {{ steps.hear(frame); steps.show(frame); }} return steps.unseen({bets}).map(({{ status }}) => status);"
    result = {"ev": "gameresult", "round_id": "r-1", "result": "17", "outcome": {"pocket": "17"}}
    statuses = script.format(bets=json.dumps(bets))
    assert run(library, statuses.replace("FRAMES", json.dumps([SNAPSHOT]))) == [
        "accepted",
        "settled",
        "accepted",
    ]
    assert run(library, statuses.replace("FRAMES", json.dumps([SNAPSHOT, result]))) == ["settled"] * 3


# --- what the pages say ------------------------------------------------------------------------------------------------


def test_a_step_does_not_take_back_that_bets_close_soon(library: Tab) -> None:
    found = run(library, """
      const words = [{ ev: 'step', phase: 'bets_open' }, { ev: 'betsclosingsoon' }, { ev: 'step', phase: 'bets_open' }, { ev: 'step', phase: 'spinning' }];
      let state = { phase: 'bets_open' };
      return words.map((frame) => (state = apply(state, frame)).phase);
    """)  # fmt: skip
    assert found == ["bets_open", "bets_closing_soon", "bets_closing_soon", "spinning"]


def test_dice_roll_where_a_wheel_spins(library: Tab) -> None:
    found = run(library, """
      const at = (game, more) => face({ status: 'open', phase: 'spinning', game, ...more })[1];
      return [at('roulette'), at('craps'), at('sic_bo'), at('sic_bo', { phase: 'held' }), at('sic_bo', { status: 'paused', phase: 'idle' })];
    """)  # fmt: skip
    rolling = "The dice are rolling"
    assert found == [
        "The wheel is spinning",
        rolling,
        rolling,
        "Round on hold: bets are safe",
        "Table paused",
    ]


def test_of_a_video_process_that_is_down_nothing_old_is_said(library: Tab) -> None:
    down = {"state": "dark", "age_ms": None, "board": None, "alarms": [{"code": "video_down", "detail": ""}]}
    fresh: dict[str, object] = {"state": "dark", "age_ms": None, "board": None, "alarms": []}
    found = run(library, f"return [facts({json.dumps(down)}), facts({json.dumps(fresh)})[0]];")
    assert found[0] == [["Picture", "the video process is being started again", "bad"]]
    assert found[1] == ["Picture", "none, not seen since the video process started", "bad"]
