"""What survives a crash, what goes when, and what never goes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from edge_api.reader import Reader
from edge_api.video.clips.check_frames import check_clip
from edge_api.video.clips.entry import ClipRow, State
from edge_api.video.clips.index import ClipIndex
from edge_api.video.clips.policy import Class, Clips, Keeping, Standing, class_of, expires_ns
from edge_api.video.clips.retention import MOST_AT_ONCE, Retention
from edge_api.video.clips.room import ClipRoom
from edge_api.video.clips.rounds import rounds_to_look_at
from edge_api.video.clips.shelf import Shelf
from edge_api.video.reserve import Reserve
from schemas.phases import Phase
from tests.edge_api.video.clips.reel import KEYS, T0, TABLE, S, segments
from tests.edge_api.video.clips.studio import DAY, HOUR, Filming

OPENED, ENDED = T0 + 5 * S, T0 + 14 * S
READY_AT = ENDED + 6 * S


@pytest.fixture
def filming(tmp_path: Path) -> Filming:
    made = Filming(tmp_path)
    made.reel.record(segments(600))
    made.books.round("r-1", OPENED, ENDED)
    return made


def test_after_a_crash_every_ended_round_of_the_kept_time_gets_its_clip_and_none_twice(
    filming: Filming,
) -> None:
    filming.books.round("r-2", OPENED + S, ENDED + S)
    filming.look(ENDED)  # entered, and the process ends
    filming.look(READY_AT)
    filming.look(READY_AT)
    filming.books.round("r-3", OPENED + 2 * S, ENDED + 2 * S)  # ends while no process runs
    filming.look(READY_AT + HOUR, READY_AT + HOUR)
    assert filming.folders() == [f"roulette-01/r-{number}.1" for number in (1, 2, 3)]


def test_what_was_half_made_or_never_entered_is_removed_and_made_again(filming: Filming) -> None:
    filming.look(ENDED)
    shelf = Shelf(filming.shelf, Reserve())
    (shelf.begin("r-1", 0) / "clip.mp4").write_bytes(b"half")
    orphan = shelf.begin("r-1x", 0)
    (orphan / "clip.mp4").write_bytes(b"whole, and the power failed before it was entered")
    shelf.publish(orphan, "roulette-01/r-1.7")
    filming.look(READY_AT)
    assert filming.folders() == ["roulette-01/r-1.1"]
    assert (filming.clip() / "clip.mp4").stat().st_size > 10_000


def test_when_the_index_is_lost_no_clip_is_removed(filming: Filming) -> None:
    filming.look(ENDED, READY_AT)
    content = (filming.clip() / "clip.mp4").read_bytes()
    for file in filming.shelf.glob("clips.db*"):
        file.unlink()
    later = READY_AT + 100 * DAY
    filming.look(later)
    filming.retain(later)
    assert (filming.shelf / "roulette-01" / "r-1.1" / "clip.mp4").read_bytes() == content


def test_nothing_of_a_clip_that_can_not_be_written_is_seen_and_it_is_tried_again(filming: Filming) -> None:
    filming.look(ENDED)
    blocked = filming.shelf / "roulette-01"
    blocked.write_text("a file where the folder must be")
    filming.look(READY_AT, READY_AT + S)
    row = filming.row()
    assert row is not None and row.state is State.BEING_MADE and "roulette-01" in row.why
    assert [alarm[:2] for alarm in filming.alarms] == [("roulette-01", "clip_not_made")]
    blocked.unlink()
    filming.look(READY_AT + 2 * S)
    assert filming.row().state is State.READY  # type: ignore[union-attr]


def test_a_round_that_ends_late_is_not_overlooked_though_many_have_ended_behind_it(filming: Filming) -> None:
    filming.books.round("slow", OPENED, None, "spinning")
    for number in range(5):
        filming.books.round(f"quick-{number}", OPENED, ENDED)
    ended = READY_AT + 60 * S

    async def evening(room: ClipRoom) -> None:
        for second in range(0, 30, 5):
            filming.clock.ns = READY_AT + second * S
            await room.look()
        filming.books.change("slow", phase="settled", ended_utc_ns=ENDED)
        for second in (0, 1):
            filming.clock.ns = ended + second * S
            await room.look()

    filming.ask(evening)
    assert filming.clip("slow").exists() and filming.clip("quick-4").exists()


NEVER = None
SETTLED, VOID, HELD = Phase.SETTLED, Phase.CANCELLED, Phase.HELD


@pytest.mark.parametrize(
    ("standing", "kind", "after_days"),
    [
        (Standing(SETTLED, ENDED), Class.ORDINARY, 30),
        (Standing(VOID, ENDED), Class.DISPUTED, 90),
        (Standing(Phase.CORRECTED, ENDED), Class.DISPUTED, 90),
        (Standing(SETTLED, ENDED, was_held=True), Class.DISPUTED, 90),
        (Standing(HELD, None), Class.DISPUTED, NEVER),
        (Standing(SETTLED, ENDED, is_kept=True), Class.HELD, NEVER),
        (Standing(VOID, ENDED, is_kept=True), Class.HELD, NEVER),
        (Standing(SETTLED, ENDED, lifted_ns=ENDED + DAY), Class.ORDINARY, 30),
        (Standing(SETTLED, ENDED, lifted_ns=ENDED + 40 * DAY), Class.ORDINARY, 41),
    ],
)
def test_a_class_says_how_long(standing: Standing, kind: Class, after_days: int | None) -> None:
    keeping = Keeping(30, 90)
    assert class_of(standing) is kind
    assert expires_ns(standing, keeping) == (None if after_days is None else ENDED + after_days * DAY)
    assert expires_ns(standing, Keeping(0, 0)) is None


def test_each_clip_goes_when_its_time_is_over_and_leaves_a_line(filming: Filming) -> None:
    filming.keeping = Keeping(30, 90)
    for round_id, phase in (("r-2", "cancelled"), ("r-3", "settled"), ("r-4", "cancelled")):
        filming.books.round(round_id, OPENED, ENDED, phase)
    filming.look(ENDED, READY_AT)
    filming.books.keep("r-3", ENDED + DAY)
    filming.books.keep("r-4", ENDED + DAY)
    states = []
    for days in (29, 31, 91, 1000):
        filming.retain(ENDED + days * DAY)
        states.append([filming.row(f"r-{number}").state.value for number in (1, 2, 3, 4)])  # type: ignore[union-attr]
    assert states == [
        ["ready", "ready", "ready", "ready"],
        ["gone", "ready", "ready", "ready"],
        ["gone", "gone", "ready", "ready"],
        ["gone", "gone", "ready", "ready"],
    ]
    gone = filming.row("r-1")
    assert gone is not None
    assert (gone.kind, gone.why, gone.changed_utc_ns) == (
        "ordinary",
        "its time as ordinary was over",
        ENDED + 31 * DAY,
    )
    assert filming.folders() == ["roulette-01/r-3.1", "roulette-01/r-4.1"]


def test_what_is_let_go_stays_a_day_and_then_goes_by_its_class(filming: Filming) -> None:
    filming.books.keep("r-1", ENDED)
    filming.look(ENDED, READY_AT)
    filming.retain(ENDED + 40 * DAY)
    filming.books.lift("r-1", ENDED + 40 * DAY)
    filming.retain(ENDED + 40 * DAY + 23 * HOUR)
    row = filming.row()
    assert row is not None and (row.state, row.kind) == (State.READY, "ordinary")
    filming.retain(ENDED + 41 * DAY)
    assert filming.row().state is State.GONE and filming.folders() == []  # type: ignore[union-attr]


def test_a_hold_that_came_after_the_index_was_written_still_counts(filming: Filming) -> None:
    filming.look(ENDED, READY_AT)
    filming.books.keep("r-1", ENDED + 30 * DAY - 1)
    filming.retain(ENDED + 31 * DAY)
    assert filming.row().kind == "held" and filming.clip().exists()  # type: ignore[union-attr]


@pytest.mark.parametrize("is_short", [False, True], ids=["too old", "the disk is short"])
def test_a_hold_that_comes_at_the_very_moment_of_deletion_still_counts(
    filming: Filming, is_short: bool
) -> None:
    filming.look(ENDED, READY_AT)
    folder, index = filming.clip(), ClipIndex(filming.shelf)
    shelf = Shelf(filming.shelf, Reserve(2, lambda _: 3 if is_short else 1 << 40))
    retention = Retention(index, shelf, Keeping(0 if is_short else 30, 0))

    async def work(do: Callable[[], Any]) -> Any:
        done = do()
        if not folder.exists() and not index.in_state(State.GONE):
            filming.books.keep("r-1")
        return done

    async def scene() -> int:
        reader = Reader(filming.books.path)
        try:
            let_go = retention.relieve if is_short else retention.pass_
            return await let_go(reader, work, ENDED + 31 * DAY)
        finally:
            reader.close()

    assert asyncio.run(scene()) == 0
    index.close()
    assert filming.row().state is State.READY and filming.clip() == folder and folder.exists()  # type: ignore[union-attr]


def test_what_was_about_to_go_when_the_process_was_killed_is_there_again(filming: Filming) -> None:
    filming.look(ENDED, READY_AT)
    folder = filming.clip()
    Shelf(filming.shelf, Reserve()).set_aside("roulette-01/r-1.1")
    assert not folder.exists()
    filming.look(READY_AT + S)
    assert folder.exists() and filming.row().state is State.READY  # type: ignore[union-attr]


def test_a_correction_is_seen_though_the_round_was_done_with(filming: Filming) -> None:
    async def evening(room: ClipRoom) -> None:
        for ns in (ENDED, READY_AT, READY_AT + S):
            filming.clock.ns = ns
            await room.look()
        await room.retain()
        await room.look()
        assert filming.row().kind == "ordinary"  # type: ignore[union-attr]
        filming.books.change("r-1", phase="corrected")
        await room.retain()
        await room.look()

    filming.ask(evening)
    assert filming.row().kind == "disputed"  # type: ignore[union-attr]


def test_rounds_that_are_done_with_are_not_gone_through_again_unless_something_is_new(
    filming: Filming,
) -> None:
    for number in range(2, 7):
        filming.books.round(f"r-{number}", OPENED + number, ENDED + number)
    rounds, _ = rounds_to_look_at(filming.books.conn, 1, [TABLE])
    done = {of.round_id: of for of in rounds}
    assert len(done) == 6
    assert rounds_to_look_at(filming.books.conn, 1, [TABLE], (), done)[0] == []
    filming.books.keep("r-4")
    filming.books.change("r-5", phase="corrected")
    again, _ = rounds_to_look_at(filming.books.conn, 1, [TABLE], ("r-2",), done)
    assert [of.round_id for of in again] == ["r-2", "r-4", "r-5"]


def test_a_clip_whose_round_the_books_do_not_know_is_left_alone(filming: Filming) -> None:
    filming.look(ENDED, READY_AT)
    filming.books.conn.execute("DELETE FROM rounds")
    filming.retain(ENDED + 1000 * DAY)
    assert filming.clip().exists()


def test_disputed_rounds_stay_for_ever_unless_the_configuration_says_days(filming: Filming) -> None:
    filming.books.change("r-1", was_held=1)
    filming.look(ENDED, READY_AT)
    filming.retain(ENDED + 5000 * DAY)
    assert filming.clip().exists()
    filming.keeping = Keeping(30, 90)  # a new configuration counts for what is there
    filming.retain(ENDED + 5000 * DAY)
    assert filming.folders() == []


def test_segments_are_kept_until_the_round_has_ended_and_its_clip_is_whole(tmp_path: Path) -> None:
    filming = Filming(tmp_path, Clips.ALL)
    filming.reel.record(segments(600)).lose(105)
    filming.books.round("r-1", OPENED, None, "held")
    filming.look(OPENED + 9 * S, OPENED + 40 * S, OPENED + HOUR)
    assert 105 in filming.reel.asked and not filming.reel.let_go
    filming.reel.find(105)
    filming.books.change("r-1", phase="cancelled", ended_utc_ns=ENDED)

    async def both(room: ClipRoom) -> None:
        for ns in (OPENED + HOUR, OPENED + HOUR + S, OPENED + HOUR + 2 * S):
            filming.clock.ns = ns
            await room.look()

    filming.ask(both)
    assert filming.row().state is State.READY  # type: ignore[union-attr]


def test_a_round_that_was_held_for_hours_shows_its_beginning_and_its_end(tmp_path: Path) -> None:
    filming = Filming(tmp_path)
    filming.reel.record(segments(600))
    end_ns = OPENED + 5 * HOUR
    filming.books.round("r-1", OPENED, None, "held")
    filming.look(OPENED + 9 * S, OPENED + 20 * S, OPENED + 4 * HOUR)
    filming.books.change("r-1", phase="cancelled", ended_utc_ns=end_ns)
    filming.look(end_ns, end_ns + 30 * S)
    said = filming.manifest()
    assert int(said.to_utc_ns) == end_ns + 3 * S
    assert len(said.frames.pts) > 500
    assert said.phase == "cancelled" and check_clip(filming.clip(), KEYS)[-1].holds


def test_a_round_that_nobody_foresaw_does_not_keep_the_others_from_their_clips(filming: Filming) -> None:
    filming.books.round("r-0", OPENED - S, ENDED)
    filming.books.conn.execute("UPDATE rounds SET round_no = 0 WHERE round_id = 'r-0'")
    filming.books.fact("r-0", "round.step", OPENED)
    filming.books.conn.execute("UPDATE inbox SET payload = 'no JSON'")
    filming.look(ENDED, READY_AT, READY_AT + S)
    assert filming.row("r-0").state is State.BEING_MADE and "JSON" in filming.row("r-0").why  # type: ignore[union-attr]
    assert filming.alarms[0][:2] == ("roulette-01", "clip_not_made") and len(filming.alarms) == 1
    assert filming.clip("r-1").exists()


def test_a_clock_that_jumps_takes_a_few_clips_and_alarms(tmp_path: Path) -> None:
    made = Filming(tmp_path)
    index = ClipIndex(made.shelf)
    for number in range(MOST_AT_ONCE + 50):
        made.books.round(f"r-{number}", OPENED, ENDED)
        index.put(
            ClipRow(f"r-{number}", "roulette-01", State.READY, "", "ordinary", True, OPENED, ENDED, ENDED)
        )
    index.close()
    states = []
    for _ in range(2):
        made.retain(ENDED + 1000 * DAY)
        rows = [made.row(f"r-{number}") for number in range(MOST_AT_ONCE + 50)]
        states.append(sum(row is not None and row.state is State.GONE for row in rows))
    assert states == [MOST_AT_ONCE, MOST_AT_ONCE + 50]
    assert [alarm[1] for alarm in made.alarms] == ["clips_ageing"]
