"""Hand in a register as its office does, and ask what every such act must keep."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.documents.models import Intake, RowError
from jineng.foundation.documents.reading.errors import WrongPaper
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import NotAllowed
from tests.builders import at
from tests.papers import AREA, sheets
from tests.stages.asking import acts, at_once, look, of_elsewhere

Import = Callable[..., Intake]


def hand_in(act: Import, content: bytes, by: Officer | None = None, area: str = AREA) -> Intake:
    """Hand in a register of a county, as the registrar unless somebody else is named."""
    return act(content=content, name="表.csv", area=area, by=by or officer("registrar"), at=at(12))


def book(head: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> bytes:
    """Return a workbook of one sheet."""
    return sheets({"表": [head, *rows]})


def errors_of(taken: Intake) -> list[tuple[int, str, str]]:
    """Return (row, column, code) of every error of a file."""
    found: list[Any] = look(lambda: RowError.objects.filter(intake=taken).order_by("row", "pk"))
    return [(each.row, each.column, each.code) for each in found]


def keeps_the_rules_of_a_register(
    act: Import, verb: str, content: bytes, count: Callable[[], int]
) -> None:
    """Try the wrong officer, the wrong county, another paper, and the same bytes twice at once."""
    before = count()
    for by in (officer("auditor"), of_elsewhere("registrar")):
        with pytest.raises(NotAllowed):
            hand_in(act, content, by)
    with pytest.raises(WrongPaper, match=r"表\.csv"):
        hand_in(act, "天气,温度\n晴,21\n".encode())
    assert (count(), acts(verb)[-1:]) == (before, acts(verb)[-1:])
    said = at_once(lambda: hand_in(act, content), lambda: hand_in(act, content))
    taken = {each for each in said if isinstance(each, Intake)}
    assert len(taken) == 1, said
    once = count()
    assert hand_in(act, content) in taken
    assert count() == once > before
    assert acts(verb)[-1].officer == officer("registrar")
