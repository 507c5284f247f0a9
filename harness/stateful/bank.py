"""What does the bank do with each file, and what does it say of it afterwards?

It carries out every file it gets, keeps its own books, and never tells a lie; but it leaves lines
out of an answer, refuses some, and some of what it paid it sends back later.
"""

import csv
import io
import random
from dataclasses import dataclass, field

from harness.stateful.desk import seen
from jineng.foundation.people.sealing import unseal
from jineng.values.money import fen_from_yuan, plain_yuan

# What an intruder, who has not the key, writes in a file's place.
FORGED = b"sealed"
_ASKED = """
select a.position, p.fen from payments_attempt a join payments_line p on p.id = a.line_id
join payments_batch b on b.id = a.batch_id where b.number = %s order by 1
"""


@dataclass
class Transfer:
    """One line that the bank carried out or refused."""

    paid: bool
    fen: int
    reference: str
    told: bool
    back: bool = False


@dataclass
class Bank:
    """The bank's own books: by batch number, by position."""

    chance: random.Random
    books: dict[str, dict[int, Transfer]] = field(default_factory=dict)
    taken: list[int] = field(default_factory=list)

    def open_books(self) -> None:
        """Write down what earlier lines of its own files say of what it did before this example."""
        for number, position, paid, fen, reference in seen(
            """select b.number, k.position, k.paid, l.fen, k.reference from payments_bankline k
               join payments_answer w on w.id = k.answer_id
               join payments_batch b on b.id = w.batch_id
               join payments_attempt a on a.batch_id = b.id and a.position = k.position
               join payments_line l on l.id = a.line_id order by k.id"""
        ):
            self.books.setdefault(number, {})[position] = Transfer(paid, fen, reference, True)
        self.taken = [pk for (pk,) in seen("select id from outbox_message where channel = 'bank'")]
        for number, content in seen(
            """select b.number, f.content_cipher from payments_paymentfile f
               join payments_batch b on b.id = f.batch_id order by b.id"""
        ):
            if number not in self.books:
                self._carry_out(number, bytes(content))

    def collect(self) -> None:
        """Take what lies in the outbox and carry it out, each message once."""
        for pk, key, content in seen(
            "select id, key, content_cipher from outbox_message where channel = 'bank' order by id"
        ):
            if pk not in self.taken:
                self.taken.append(pk)
                self._carry_out(key, bytes(content))

    def _read(self, content: bytes) -> list[list[str]]:
        """The transfers of a file; none where it is not one of ours."""
        if content == FORGED:
            return []
        return list(csv.reader(io.StringIO(unseal(content).decode())))[1:]

    def _carry_out(self, number: str, content: bytes) -> None:
        book = self.books.setdefault(number, {})
        for position, _account, _holder, yuan, _reference in self._read(content):
            luck = self.chance.random()
            paid, told = luck > 0.2, not 0.6 < luck < 0.75
            place, fen = int(position), fen_from_yuan(yuan)
            reference = f"{number}-{place}" if paid else ""
            if place in book and book[place].paid:
                fen += book[place].fen
            book[place] = Transfer(paid, fen, reference, told)

    def file(self, number: str, *, statement: bool) -> bytes:
        """Its answer to a batch, or its statement, which leaves nothing out.

        What never came to it, its statement does not know: that was not paid.
        """
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["对账单" if statement else "回盘文件", number])
        book = dict(self.books.get(number, {}))
        if statement:
            self._send_back(book)
            for place, fen in seen(_ASKED, [number]):
                book.setdefault(place, Transfer(False, fen, "", True))
        for place, each in sorted(book.items()):
            if statement or each.told:
                said = "退回" if each.back and statement else "成功" if each.paid else "失败"
                remark = "" if each.paid else "账户异常"
                reference = each.reference + "-T" * (said == "退回")
                writer.writerow([place, said, plain_yuan(each.fen), reference, remark])
        return text.getvalue().encode()

    def _send_back(self, book: dict[int, Transfer]) -> None:
        for each in book.values():
            if each.paid and self.chance.random() < 0.2:
                each.back = True

    def kept(self) -> dict[tuple[str, int], int]:
        """What it debited and did not send back."""
        return {(n, p): fen for (n, p), fen in self.paid().items() if not self.books[n][p].back}

    def paid(self) -> dict[tuple[str, int], int]:
        """What it debited, in fen, by batch and position."""
        return {
            (number, place): each.fen
            for number, book in self.books.items()
            for place, each in book.items()
            if each.paid
        }
