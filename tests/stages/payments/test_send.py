"""A confirmed batch goes to the bank as one file."""

from pathlib import Path

import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.holds.actions import place
from jineng.foundation.offices.permission import NotAllowed
from jineng.foundation.outbox import actions as outbox
from jineng.foundation.people.sealing import sm3, unseal
from jineng.stages.payments.actions import CHANNEL, StoppedMeanwhile, send
from jineng.stages.payments.models import Batch, PaymentFile
from jineng.stages.payments.papers import write_order
from jineng.stages.payments.queries import attempts_of, transfers_of
from jineng.stages.payments.states import BatchState, CannotMove
from tests.builders import ORDERED, at, batch_of
from tests.conftest import Database
from tests.guards.chain import CONFIRMED, MADE
from tests.papers import AREA, Course
from tests.stages.asking import acts, at_once, look, of_elsewhere


def ask(course: Course = CONFIRMED, by: str = "finance_maker") -> PaymentFile:
    return send(number=batch_of(course).number, by=officer(by), at=at(11, ORDERED))


def test_the_file_carries_count_sum_and_digest_of_its_batch(chain: Database) -> None:
    file, batch = ask(), batch_of(CONFIRMED)
    content = unseal(file.content_cipher)
    assert (file.count, file.fen, file.digest) == (batch.count, batch.fen, sm3(content))
    assert content.decode().splitlines()[0].startswith(f"代发文件,{batch.number}")
    assert {each.state for each in look(lambda: attempts_of(batch))} == {"sent"}
    assert acts("payments.send")[-1].moved == "confirmed → sent"


def test_the_same_batch_gives_the_same_bytes(chain: Database) -> None:
    batch = batch_of(CONFIRMED)
    before = look(lambda: [write_order(batch.layout, batch.number, transfers_of(batch))])
    content = unseal(ask().content_cipher)
    assert before == [content]
    assert unseal(ask().content_cipher) == content


def test_it_leaves_by_the_outbox_once(chain: Database, tmp_path: Path) -> None:
    ask()
    waiting = [each for each in outbox.waiting(CHANNEL) if each.key == batch_of(CONFIRMED).number]
    assert len(waiting) == 1
    outbox.hand_over(waiting[0], tmp_path, at=at(12, ORDERED))
    assert [path.name for path in tmp_path.iterdir()] == [f"{waiting[0].key}.csv"]
    assert waiting[0].key not in [each.key for each in outbox.waiting(CHANNEL)]


def test_a_batch_nobody_confirmed_is_not_sent(chain: Database) -> None:
    with pytest.raises(CannotMove, match="待复核"):
        ask(MADE)


def test_a_line_put_on_hold_meanwhile_stops_its_batch(chain: Database) -> None:
    attempt = look(lambda: attempts_of(batch_of(CONFIRMED)).first())
    line = attempt.line.decision.line
    place(subject=line, area=AREA, reason="举报", by=officer("county_leader"), at=at(9))
    with pytest.raises(StoppedMeanwhile, match="第 1 笔"):
        ask()
    assert batch_of(CONFIRMED).state == BatchState.CONFIRMED


def test_a_post_without_the_right_or_of_another_county_is_refused(chain: Database) -> None:
    with pytest.raises(NotAllowed):
        ask(by="finance_checker")
    number = batch_of(CONFIRMED).number
    with pytest.raises(Batch.DoesNotExist):
        send(number=number, by=of_elsewhere("finance_maker"), at=at(11, ORDERED))


def test_sent_twice_at_once_there_is_one_file(chain: Database) -> None:
    first, second = at_once(ask, ask)
    assert first == second
    assert isinstance(first, PaymentFile)
