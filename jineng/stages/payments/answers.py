"""What does a bank's file say of the attempts of a batch, and how do they move by it?"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from django.db import connection

from jineng.foundation.documents.reading.errors import RowError
from jineng.foundation.offices.models import Officer
from jineng.stages.claims.models import keep_states
from jineng.stages.claims.states import line_after
from jineng.stages.institutions.queries import accounts_of
from jineng.stages.payments.models import Answer, BankLine, Batch
from jineng.stages.payments.papers import BankPaper, BankRow
from jineng.stages.payments.queries import Asked
from jineng.stages.payments.states import AttemptState, attempt_after
from jineng.values.money import yuan_text

_KEEP = """
insert into payments_bankline
  (answer_id, area, "row", position, paid, came_back, fen, reference, remark)
select %s, %s, t.* from unnest(%s::int[], %s::int[], %s::boolean[], %s::boolean[], %s::bigint[],
                               %s::text[], %s::text[]) t
returning "row", id
"""
# One statement for a whole file: the ledger's rows are written at once, and its fund moves once.
_MOVE = """
update payments_attempt a set state = t.state, evidence_id = t.evidence, confirmed_by_id = t.by
from unnest(%s::bigint[], %s::text[], %s::bigint[], %s::bigint[]) t (id, state, evidence, by)
where a.id = t.id
"""
# By whether the attempt was unknown, and whether the bank says it paid.
VERB_FOR = {
    (False, True): "pay",
    (False, False): "reject",
    (True, True): "find_paid",
    (True, False): "find_rejected",
}


class Said(Protocol):
    """What one line of the bank says, as it is kept."""

    @property
    def pk(self) -> int:
        """Its key."""

    @property
    def row(self) -> int:
        """The row of the file."""

    @property
    def paid(self) -> bool:
        """Whether it was paid."""

    @property
    def came_back(self) -> bool:
        """Whether it was paid, and came back."""

    @property
    def fen(self) -> int:
        """The sum in fen."""

    @property
    def reference(self) -> str:
        """The bank's own number."""


class _Kept(NamedTuple):
    """A line of the bank that was kept just now."""

    pk: int
    row: int
    paid: bool
    came_back: bool
    fen: int
    reference: str


class _Moved(NamedTuple):
    """A claim line in its new state."""

    pk: int
    state: str


class _Ordered(NamedTuple):
    """What a position of a batch asks for: fen, to an account."""

    fen: int
    account: str


def keep_bank_lines(
    answer: Answer, batch: Batch, paper: BankPaper, wrong: list[RowError]
) -> Mapping[int, Said]:
    """Keep the bank's lines; return by position those that speak of a line of the batch.

    A line that contradicts another or the order is kept out, and told by its row. Only a statement
    may say that another sum was debited: two people take it at its word (`resolve_unknown`).
    """
    asked = _ordered(batch)
    repeated = _repeated(batch, paper.rows)
    taken: list[BankRow] = []
    for row in paper.rows:
        order = asked.get(row.position)
        if says := repeated.get(row.row) or _not_ours(row, order, batch):
            wrong.append(_odd(row, says))
            continue
        if order is not None and row.fen != order.fen:
            says = f"金额与制单的 {yuan_text(order.fen)} 元不同"
            wrong.append(_odd(row, says, taken=paper.is_statement))
            if not paper.is_statement:
                continue
        taken.append(row)
    return _kept(answer, taken)


def _kept(answer: Answer, rows: Sequence[BankRow]) -> Mapping[int, Said]:
    """Keep these lines in one statement; return them by position."""
    names = ("row", "position", "paid", "came_back", "fen", "reference", "remark")
    told = [[getattr(row, name) for row in rows] for name in names]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [answer.pk, answer.area, *told])
        keys = dict(cursor.fetchall())
    return {
        row.position: _Kept(keys[row.row], row.row, row.paid, row.came_back, row.fen, row.reference)
        for row in rows
    }


def _repeated(batch: Batch, rows: Sequence[BankRow]) -> Mapping[int, str]:
    """Return by row of the file what it says that another row, or another batch, says too."""
    positions = Counter(row.position for row in rows)
    references = Counter(row.reference for row in rows if row.reference)
    known = BankLine.objects.filter(paid=True, reference__in=list(references))
    elsewhere = dict(
        known.exclude(answer__batch=batch).values_list("reference", "answer__batch__number")
    )
    found = {}
    for row in rows:
        if positions[row.position] > 1:
            found[row.row] = "这个序号在文件里出现两次，两行都没有采用"
        elif references[row.reference] > 1:
            found[row.row] = f"流水号 {row.reference} 在文件里出现两次，两行都没有采用"
        elif row.reference in elsewhere:
            found[row.row] = f"流水号 {row.reference} 已用于批次 {elsewhere[row.reference]}"
    return found


def _ordered(batch: Batch) -> Mapping[int, _Ordered]:
    """Return by position what was ordered, in fen, and to which account."""
    accounts = accounts_of(batch.payee)
    lines = batch.attempts.values_list("position", "line__fen", "line__account_digest")
    return {position: _Ordered(fen, accounts[bytes(digest)]) for position, fen, digest in lines}


def _not_ours(row: BankRow, order: _Ordered | None, batch: Batch) -> str:
    """Return why a line is of no transfer of the batch; nothing, mostly."""
    if order is None:
        return f"批次 {batch.number} 里没有这个序号"
    if row.account and row.account != order.account:
        return "收款账户与制单的不同"
    return ""


def last_word(batch: Batch) -> Mapping[int, BankLine]:
    """Return by position what the statements of a batch say, the last one last."""
    lines = BankLine.objects.filter(answer__batch=batch, answer__is_statement=True)
    return {line.position: line for line in lines.order_by("answer_id", "pk")}


def move_by(
    asked: Sequence[Asked], said: Mapping[int, Said], *, confirmed_by: Officer | None = None
) -> None:
    """Move attempts, and their claim lines, by what the bank said of each, or did not say."""
    told: list[tuple[int, str, int | None, int | None]] = []
    moved = []
    who = confirmed_by.pk if confirmed_by else None
    for each in asked:
        unknown, bank = each.state == AttemptState.UNKNOWN, said.get(each.position)
        verb = VERB_FOR[unknown, bank.paid] if bank is not None else "lose"
        evidence = bank.pk if bank is not None else None
        told.append((each.key, attempt_after(verb, each.state), evidence, who))
        if bank is not None:
            paid_all = bank.paid and bank.fen >= each.fen
            state = line_after("pay" if paid_all else "return", each.line_state)
            moved.append(_Moved(each.line, state))
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, [list(column) for column in zip(*told, strict=True)] or [[]] * 4)
    keep_states(moved)


def _odd(row: BankRow, says: str, *, taken: bool = False) -> RowError:
    return RowError(
        sheet="",
        row=row.row,
        column="序号",
        value=str(row.position),
        code="bank_line_not_ours",
        says=says,
        mend="两人核实后按对账单入账" if taken else "请与银行核对这一笔，取得更正后的文件再导入",
        remark=taken,
    )
