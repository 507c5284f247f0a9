"""What can be said against a file, or against one cell of it?"""

from dataclasses import dataclass

from jineng.values.refusal import Refusal


class WrongPaper(Refusal):
    """The whole file cannot be taken: one sentence names the file, the place and the mend."""


@dataclass(frozen=True)
class RowError:
    """One cell in error: where it stands, the value as read, what is wrong and what to do.

    `row` is the row of the spreadsheet program, or the line of a text file. A `remark` does not
    keep its row out.
    """

    sheet: str
    row: int
    column: str
    value: str
    code: str
    says: str
    mend: str
    remark: bool = False
