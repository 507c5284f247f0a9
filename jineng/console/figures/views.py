"""Of which rows does this number consist?"""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jineng.console.desk.calendar import Calendar
from jineng.console.desk.progress import SENIOR, TECHNICIAN
from jineng.console.shelf import shelf
from jineng.foundation.figures import counting, registry
from jineng.foundation.offices.doors import door, officer_of
from jineng.stages.targets import queries
from jineng.values.money import yuan_text

ROWS = 50
# What a page of a number may be asked by beside the columns of its query.
OURS = {"within", "as_of", "page", "counts", "area"}
HEADS = {
    "day": "日期",
    "area": "地区",
    "class": "班期",
    "place": "行号",
    "year": "年度",
    "institution": "机构编号",
    "institution_name": "培训机构",
    "occupation": "职业（工种）",
    "level": "等级",
    "category": "人员类别",
    "shown_identity": "身份证号（脱敏）",
    "kind": "种类",
    "fen": "金额（元）",
    "claim": "申领",
    "payee": "收款机构",
    "fund_name": "资金渠道",
    "batch": "批次",
    "ends_on": "结业日期",
    "passed": "合格",
    "class_state": "状态",
    "line_state": "状态",
    "paid": "已付",
    "rule": "规则",
    "clause": "依据",
}
LINKS = {"class": "/classes/{}/", "claim": "/claims/{}/", "batch": "/payments/batches/{}/"}


@door("GET", may="figures.read")
def one(request: HttpRequest, name: str) -> HttpResponse:
    """List the rows of one number, as of the moment it was counted."""
    query, told, officer = registry.query(name), request.GET, officer_of(request)
    areas = _areas(told.get("within", "") or told.get("area", ""), officer.areas)
    conditions: dict[str, Any] = {
        key: value for key, value in told.items() if key not in OURS and value
    }
    conditions |= _certified(told.get("counts", ""), areas, conditions)
    moment = told.get("as_of")
    counted: counting.Counted | counting.Sealed = (
        counting.as_of(query, moment, areas, conditions)
        if moment
        else counting.count(name, areas=areas, **conditions)
    )
    page = int(told["page"]) if re.fullmatch(r"[1-9]\d{0,5}", told.get("page", "")) else 1
    columns, rows = counting.rows(
        query, moment, areas, conditions, first=(page - 1) * ROWS, most=ROWS + 1
    )
    shown = [each for each in columns if each in HEADS]
    address = told.copy()
    address["page"] = str(page + 1)
    return render(
        request,
        "figures/one.html",
        {
            "query": query,
            "value": yuan_text(counted.value) if query.unit == registry.FEN else counted.value,
            "unit": "元" if query.unit == registry.FEN else query.unit,
            "count": counted.count,
            "heads": [(each == "fen", HEADS[each]) for each in shown],
            "rows": [_cells(columns, shown, row) for row in rows[:ROWS]],
            "next": address.urlencode() if len(rows) > ROWS else "",
            "first": (page - 1) * ROWS + 1,
        },
    )


def _areas(within: str, areas: list[str]) -> list[str]:
    return sorted(queries.lies_in(within) & set(areas)) if within else list(areas)


def _certified(counts: str, areas: list[str], conditions: dict[str, Any]) -> dict[str, Any]:
    """Ask for the certificates that count towards a target, or for those that do not."""
    if not counts or not areas:
        return {}
    year = str(conditions.get("year", ""))
    if not re.fullmatch(r"20\d\d", year, re.ASCII):
        return {}
    calendar = Calendar(queries.highest(areas), int(year))
    kinds = shelf().words("certificate_kind")
    wanted = [kind for kind in kinds if calendar.counts(kind) == (counts != "uncounted")]
    levels = {"senior": list(SENIOR), "technician": list(TECHNICIAN)}.get(counts)
    return {"kind": wanted} | ({"level": levels} if levels else {})


def _cells(
    columns: tuple[str, ...], shown: list[str], row: tuple[Any, ...]
) -> list[tuple[bool, str, str]]:
    told = dict(zip(columns, row, strict=True))
    found = []
    for name in shown:
        value = told[name]
        text = yuan_text(value) if name == "fen" else "—" if value in (None, "") else str(value)
        link = LINKS[name].format(value) if name in LINKS and value else ""
        found.append((name == "fen", text, link))
    return found
