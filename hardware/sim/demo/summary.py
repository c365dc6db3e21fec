"""The demo's verdict: figures as measured, and every reason why the run was not clean."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from itertools import pairwise

from hardware.sim.demo.camera_word import CameraWord
from hardware.sim.demo.cloud_record import CloudRecord
from hardware.sim.demo.film import CLIP_TAKES_NS, Footage
from hardware.sim.demo.floor_plan import LEAST_ROUNDS_A_MINUTE, TABLES
from hardware.sim.demo.notebook import Notebook
from hardware.sim.demo.stores import BooksFigures

SETTLED_KIND = "edge.round_settled"


@dataclass(frozen=True, slots=True)
class Figures:
    """The last line of a timed demo, in this order."""

    rounds_settled: int
    bets_accepted: int
    bets_refused: int
    late_bets_accepted: int
    facts_sent: int
    facts_lost: int
    facts_duplicated: int
    ledger_imbalance_minor: int
    audit_chain: str
    verify: str
    video_frames: int
    clips: int
    camera_agreed: int
    camera_disputed: int
    camera_abstained: int

    @property
    def line(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self))


@dataclass(slots=True)
class Findings:
    """What was found besides figures; ``wrong`` is empty after a clean run."""

    wrong: list[str] = field(default_factory=list)

    def unless(self, fine: bool, what: str) -> None:
        """Note what is wrong."""
        if not fine:
            self.wrong.append(what)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that the verdict rests on."""

    books: BooksFigures
    sent: set[str]
    cloud: CloudRecord
    notebook: Notebook
    audit_broken_at: int | None
    verify_said: str | None
    """What verify or replay complained of; None when both were content."""
    footage: Mapping[str, Footage] = field(default_factory=dict)
    """Of each filmed table, by its id."""
    camera: CameraWord = field(default_factory=CameraWord)
    cameras_lie: bool = False


def figures(evidence: Evidence) -> Figures:
    """Count."""
    received = evidence.cloud.fact_ids()
    twice = sum(count - 1 for count in evidence.cloud.first_ids().values())
    return Figures(
        rounds_settled=len(evidence.books.settled),
        bets_accepted=len(evidence.books.accepted),
        bets_refused=evidence.books.refused,
        late_bets_accepted=evidence.books.late,
        facts_sent=len(evidence.sent),
        facts_lost=len(evidence.sent - set(received)),
        facts_duplicated=twice,
        ledger_imbalance_minor=evidence.books.imbalance_minor,
        audit_chain="ok" if evidence.audit_broken_at is None else "broken",
        verify="ok" if evidence.verify_said is None else "failed",
        video_frames=sum(film.frames for film in evidence.footage.values()),
        clips=sum(film.clips for film in evidence.footage.values()),
        camera_agreed=evidence.camera.count("both"),
        camera_disputed=evidence.camera.count("dispute"),
        camera_abstained=evidence.camera.count("abstained"),
    )


def judge_run(
    found: Figures, evidence: Evidence, findings: Findings, faults: bool, crowded: bool = False
) -> None:
    """Note every reason why this run is not clean; with ``faults`` on purpose, or on a ``crowded`` machine, the pace does not count."""
    say = findings.unless
    say(found.late_bets_accepted == 0, f"{found.late_bets_accepted} late bets were accepted")
    say(found.facts_sent > 0, "no board sent a fact")
    say(found.facts_lost == 0, f"{found.facts_lost} facts did not reach the cloud")
    say(found.facts_duplicated == 0, f"{found.facts_duplicated} facts were applied twice")
    say(found.ledger_imbalance_minor == 0, f"the ledger is out of balance by {found.ledger_imbalance_minor}")
    say(evidence.audit_broken_at is None, f"the audit chain breaks at row {evidence.audit_broken_at}")
    say(evidence.verify_said is None, f"verify: {evidence.verify_said}")
    _judge_bets(evidence, say_unless=findings)
    _judge_cloud(found, evidence, findings)
    _judge_film(evidence, findings, faults)
    _judge_cameras(evidence, findings, unhurried=not faults and not crowded)
    if not faults and not crowded and not evidence.cameras_lie:
        for game, pace in paces(evidence.books).items():
            say(not is_slow(pace), f"{game}: {pace:.1f} rounds a minute, {LEAST_ROUNDS_A_MINUTE} wanted")


def is_slow(pace: float) -> bool:
    """Fewer rounds a minute than a table of the demo plays on a machine that has time for it."""
    return pace < LEAST_ROUNDS_A_MINUTE


def pace_words(evidence: Evidence, game: str, pace: float, crowded: bool) -> str:
    """For the evening's last lines: a table whose rounds were held over its camera is not slow for want of cores."""
    tables = [table.id for table in TABLES if table.game == game]
    held = sum(evidence.camera.verdicts.get(table, {}).get("dispute", 0) for table in tables)
    why = ""
    if held:
        why = f"  rounds were held: camera and sensor differed on {held} positions"
    elif crowded and is_slow(pace):
        why = "  SLOW: more wants to run on this machine than it has cores"
    return f"{game}: {pace:.1f} rounds a minute{why}"


def _judge_bets(evidence: Evidence, say_unless: Findings) -> None:
    """An acknowledged bet is in the books with the stake that was acknowledged; evidence that came later may have sent it back whole."""
    books, notes = evidence.books.accepted | evidence.books.taken_back, evidence.notebook
    lost = [bet_id for bet_id, staked in notes.acknowledged.items() if books.get(bet_id) != staked]
    say_unless.unless(not lost, f"{len(lost)} acknowledged bets are not in the books: {', '.join(lost[:3])}")
    say_unless.unless(bool(notes.acknowledged), "no player's bet was accepted")
    say_unless.wrong.extend(notes.surprises[:10])


def _judge_cloud(found: Figures, evidence: Evidence, findings: Findings) -> None:
    """The cloud heard of the same settlements, and of nothing that it could not believe."""
    told = Counter(each.data["round_id"] for each in evidence.cloud.applied if each.kind == SETTLED_KIND)
    findings.unless(
        len(told) == found.rounds_settled and set(told.values()) <= {1},
        f"the books settled {found.rounds_settled} rounds, the cloud was told of {sum(told.values())}",
    )
    strange = set(evidence.cloud.fact_ids()) - evidence.sent
    findings.unless(not strange, f"the cloud holds {len(strange)} facts that no board has")
    findings.wrong.extend(evidence.cloud.complaints[:10])


def _judge_film(evidence: Evidence, findings: Findings, faults: bool) -> None:
    """Each filmed table's picture came to the edge; a round that ended well before the last one has its clip."""
    for table in TABLES:
        film = evidence.footage.get(table.id)
        if film is None:
            continue
        findings.unless(film.frames > 0, f"{table.id}: no frame of its picture is at the edge")
        if not faults:
            due = clips_due(evidence.books, table.game)
            findings.unless(
                film.clips >= due, f"{table.id}: {film.clips} clips of {due} rounds that ended long ago"
            )


def clips_due(books: BooksFigures, game: str) -> int:
    """Rounds of the game that ended so long before the last of all that their clips must be there."""
    last_ns = max((ended_ns for _, ended_ns in books.settled), default=0)
    return sum(each == game and ended_ns <= last_ns - CLIP_TAKES_NS for each, ended_ns in books.settled)


def _judge_cameras(evidence: Evidence, findings: Findings, unhurried: bool) -> None:
    """A camera that tells the truth agrees, where it is given the time to; one that lies is found out before anything is paid."""
    word = evidence.camera
    findings.unless(
        not word.lied_paid,
        f"rounds were paid although the camera showed otherwise: {', '.join(sorted(word.lied_paid))}",
    )
    wrong = word.disputed - word.lied
    findings.unless(
        not wrong, f"the camera misread rounds that were filmed truly: {', '.join(sorted(wrong)[:5])}"
    )
    for table in word.tables if unhurried else ():
        findings.unless(
            word.verdicts.get(table, {}).get("both", 0) > 0,
            f"{table}: its camera never agreed with its sensor",
        )
    if evidence.cameras_lie:
        findings.unless(bool(word.lied & word.disputed), "the cameras were to lie, and nothing was disputed")


def paces(books: BooksFigures) -> dict[str, float]:
    """Rounds a minute by game, from settlement to settlement; 0 when there were not two."""
    return {
        table.game: _pace([at_ns for game, at_ns in books.settled if game == table.game]) for table in TABLES
    }


def _pace(ended_ns: list[int]) -> float:
    gaps = [after - before for before, after in pairwise(sorted(ended_ns))]
    return 60e9 * len(gaps) / sum(gaps) if gaps else 0.0
