"""What people were granted before this system counts against their times."""

from jineng.stages.claims.actions import import_earlier
from jineng.stages.claims.models import Earlier
from tests.conftest import Database
from tests.guards.chain import LAST_HERE
from tests.papers import EARLIER_HEAD, table
from tests.stages.asking import look
from tests.stages.claims.test_decide import ask as decide
from tests.stages.registers import errors_of, hand_in, keeps_the_rules_of_a_register

BEGINNER = LAST_HERE.learners[1]
ROW = (BEGINNER.identity, "丁十", "职业培训补贴", "养老护理员", "五级", "2022-06-01", 800)


def earlier() -> int:
    return len(look(lambda: Earlier.objects.all()))


def test_an_earlier_grant_of_the_same_occupation_refuses_the_next(
    chain: Database,
) -> None:
    assert hand_in(import_earlier, table(EARLIER_HEAD, [ROW])).good == 1
    made = {each.line.enrolment.name: each.rule for each in decide()}
    assert made["丁十"] == "same_occupation_and_level"


def test_an_amount_that_is_none_is_an_error_of_its_cell(chain: Database) -> None:
    taken = hand_in(import_earlier, table(EARLIER_HEAD, [(*ROW[:6], "八百")]))
    assert (taken.good, taken.bad) == (0, 1)
    assert errors_of(taken)[0][1:] == ("金额（元）", "not_money")


def test_the_rules_of_a_register(chain: Database) -> None:
    keeps_the_rules_of_a_register(
        import_earlier, "claims.import_earlier", table(EARLIER_HEAD, [ROW]), earlier
    )
