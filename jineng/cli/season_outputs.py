"""What comes out of a season: the lists as files, the figures as summary.json and a table."""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.db.models import Count, Sum

from jineng.foundation.documents.models import Intake, RowError
from jineng.foundation.notices.models import Line as NoticeLine
from jineng.foundation.offices.acting import speaking_as
from jineng.foundation.offices.models import Officer
from jineng.foundation.people.registry import numbers_of
from jineng.stages.claims.models import Claim, Decision, Line, Outcome
from jineng.stages.claims.states import LineState
from jineng.stages.classes.models import Opening, TrainingClass
from jineng.stages.classes.states import State
from jineng.stages.enrolment.models import Enrolment
from jineng.stages.payments import queries as payments
from jineng.stages.payments.models import Attempt
from jineng.stages.payments.reconciling import reconcile
from jineng.stages.payments.states import AttemptState
from jineng.values.money import yuan_text

SUMMARY = "summary.json"
DECISIONS = ("班期编号", "身份证号", "补贴种类", "结论", "金额（分）", "理由")
ROSTER_ERRORS = ("班期编号", "Excel行号", "错误")
REFUSED_ROWS = ("文件", "工作表", "行号", "列", "错误", "问题", "怎么改")
CLASSES_REFUSED = ("班期编号", "理由")
NOTICE = (
    "公示编号",
    "序号",
    "姓名",
    "身份证号",
    "事项",
    "标准",
    "金额（元）",
    "公示日",
    "公示末日",
)
PAYMENTS = (
    "批次编号",
    "批内序号",
    "资金渠道",
    "收款单位",
    "申领编号",
    "金额（分）",
    "第几次",
    "结果",
)


def write_all(
    out: Path, auditor: Officer, left: Sequence[str], seconds: dict[str, float]
) -> dict[str, object]:
    """Write every output file of a season into a folder; return the summary.

    `left` says, a sentence each, what the rules leave to a person.
    """
    with speaking_as(auditor):
        _write(out / "decisions.csv", DECISIONS, _decisions())
        _write(out / "roster_errors.csv", ROSTER_ERRORS, _roster_errors())
        _write(out / "refused_rows.csv", REFUSED_ROWS, _refused_rows())
        _write(out / "classes_refused.csv", CLASSES_REFUSED, _classes_refused())
        _write(out / "notice.csv", NOTICE, _notice())
        _write(out / "payments.csv", PAYMENTS, _payments())
        summary = {**_figures(), "留给人办（件）": list(left), "用时（秒）": seconds}
    text = json.dumps(summary, ensure_ascii=False, indent=1)
    _replace(out / SUMMARY, text + "\n")
    return summary


def table(summary: dict[str, object]) -> str:
    """Return the summary as lines for a terminal."""
    lines = []
    for name, value in summary.items():
        if isinstance(value, dict):
            lines.append(f"{name}")
            lines += [f"    {key:<42}{_figure(key, each):>16}" for key, each in value.items()]
        elif isinstance(value, list):
            lines.append(f"{name:<46}{len(value):>16}")
            lines += [f"    {each}" for each in value]
        else:
            lines.append(f"{name:<46}{value:>16}")
    return "\n".join(lines)


def _figure(key: str, value: object) -> str:
    if isinstance(value, int) and key.endswith("（分）"):
        return f"{value}（{yuan_text(value)} 元）"
    return str(value)


def _decisions() -> list[Sequence[object]]:
    standing = Decision.objects.filter(superseded_by=None).exclude(outcome=Outcome.REVOKED)
    rows = standing.values_list(
        "line__claim__training__number",
        "line__person_id",
        "line__claim__kind",
        "outcome",
        "fen",
        "rule",
    )
    numbers = numbers_of({row[1] for row in rows})
    kinds = {kind: order for order, kind in enumerate(_kinds_in_order())}
    named = [
        (number, numbers[person], kind, Outcome(outcome).label, fen, rule)
        for number, person, kind, outcome, fen, rule in rows
    ]
    return sorted(named, key=lambda row: (str(row[0]), str(row[1]), kinds[str(row[2])]))


def _kinds_in_order() -> list[str]:
    """Return the kinds of subsidy in the order in which they were first claimed."""
    return list(dict.fromkeys(Claim.objects.order_by("pk").values_list("kind", flat=True)))


def _roster_errors() -> list[Sequence[object]]:
    errors = RowError.objects.filter(intake__purpose="roster", first=True)
    return list(
        errors.order_by("intake__subject", "row").values_list("intake__subject", "row", "code")
    )


def _refused_rows() -> list[Sequence[object]]:
    errors = RowError.objects.order_by("intake__file__name", "sheet", "row", "pk")
    return list(
        errors.values_list("intake__file__name", "sheet", "row", "column", "code", "says", "mend")
    )


def _classes_refused() -> list[Sequence[object]]:
    refused = Opening.objects.filter(outcome="refused").order_by("training__number")
    return list(refused.values_list("training__number", "rule"))


def _notice() -> list[Sequence[object]]:
    lines = NoticeLine.objects.select_related("notice").order_by("notice__number", "number")
    return [
        (
            line.notice.number,
            line.number,
            line.shown_name,
            line.shown_identity,
            line.shown_text,
            line.standard,
            yuan_text(line.fen),
            line.notice.opened_on,
            line.notice.closes_on,
        )
        for line in lines
    ]


def _payments() -> list[Sequence[object]]:
    attempts = Attempt.objects.order_by("batch__number", "position").values_list(
        "batch__number",
        "position",
        "batch__fund__name",
        "batch__payee__name",
        "line__decision__line__claim__number",
        "line__fen",
        "number",
        "state",
    )
    return [(*row[:-1], AttemptState(row[-1]).label) for row in attempts]


def _figures() -> dict[str, object]:
    classes = Counter(TrainingClass.objects.values_list("state", flat=True))
    standing = Decision.objects.filter(superseded_by=None).exclude(outcome=Outcome.REVOKED)
    by_rule = standing.values_list("line__claim__kind", "outcome", "rule").annotate(n=Count("pk"))
    return {
        "班期（个）": sum(classes.values()),
        "批准开班（个）": classes[State.OPEN],
        "不予开班（个）": classes[State.REFUSED],
        "学员（人次）": Enrolment.objects.count(),
        "学员（人）": Enrolment.objects.values("person_id").distinct().count(),
        "退回的花名册行（行）": RowError.objects.filter(
            intake__purpose="roster", first=True
        ).count(),
        "其他文件退回的行（行）": RowError.objects.exclude(intake__purpose="roster")
        .filter(first=True)
        .count(),
        "导入的文件（个）": Intake.objects.values("file_id").distinct().count(),
        "核定（笔）": {
            f"{kind} {Outcome(outcome).label} {rule}": n
            for kind, outcome, rule, n in by_rule.order_by("line__claim__kind", "outcome", "rule")
        },
        "资金": _money(),
    }


def _money() -> dict[str, int]:
    lines = Line.objects.filter(
        decisions__outcome=Outcome.GRANTED, decisions__superseded_by=None
    ).values_list("state", "decisions__fen")
    sums: Counter[str] = Counter()
    for state, fen in lines:
        sums[state] += fen
    returned = Attempt.objects.filter(state=AttemptState.REJECTED).aggregate(
        fen=Sum("line__fen", default=0)
    )
    checked = reconcile(list(payments.seen()))
    shown = NoticeLine.objects.aggregate(fen=Sum("fen", default=0))
    decided = sum(sums.values())
    return {
        "核定（分）": decided,
        "公示（分）": shown["fen"],
        "已拨付（分）": sums[LineState.PAID],
        "曾退票（分）": returned["fen"],
        "未拨付（分）": decided - sums[LineState.PAID],
        "与银行相差（分）": sum(abs(each.difference) for each in checked),
    }


def _write(path: Path, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        writer.writerows(rows)
    part.rename(path)


def _replace(path: Path, text: str) -> None:
    part = path.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.rename(path)
