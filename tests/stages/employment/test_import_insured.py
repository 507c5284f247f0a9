"""Who is insured by which firm."""

from jineng.stages.employment.actions import import_insured
from jineng.stages.employment.models import Spell
from tests.conftest import Database
from tests.guards.chain import GRANTED
from tests.papers import INSURED_HEAD, table
from tests.stages.asking import look
from tests.stages.registers import errors_of, hand_in, keeps_the_rules_of_a_register

ROW = (GRANTED.identity, "丙六", "虚构工厂", "2024-07-01", "")


def spells() -> int:
    return len(look(lambda: Spell.objects.all()))


def test_a_spell_meets_the_person_however_the_number_was_written(chain: Database) -> None:
    before = spells()
    spaced = f" {GRANTED.identity[:6]} {GRANTED.identity[6:14]} {GRANTED.identity[14:].lower()}"
    taken = hand_in(
        import_insured, table(INSURED_HEAD, [ROW, (spaced, *ROW[1:3], "2024/08/01", "")])
    )
    assert (taken.good, taken.bad) == (2, 0)
    assert spells() == before + 2
    people = look(lambda: Spell.objects.order_by("-pk")[:2])
    assert people[0].person_id == people[1].person_id


def test_a_day_that_is_none_is_an_error_of_its_cell(chain: Database) -> None:
    taken = hand_in(import_insured, table(INSURED_HEAD, [(*ROW[:3], "2024-02-30", "")]))
    assert (taken.good, taken.bad) == (0, 1)
    assert errors_of(taken)[0][1:] == ("参保起", "not_a_day")


def test_the_rules_of_a_register(chain: Database) -> None:
    keeps_the_rules_of_a_register(
        import_insured, "employment.import_insured", table(INSURED_HEAD, [ROW]), spells
    )
