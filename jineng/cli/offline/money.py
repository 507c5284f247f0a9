"""Do decisions, notices, lines, files and the bank agree, to the fen and to the working day?"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import Any

Row = dict[str, Any]
Records = Mapping[str, Sequence[Row]]


def amiss(records: Records) -> Iterator[str]:
    """Yield a sentence for everything that does not agree."""
    for check in (_sums, _lines, _attempts, _notices, _objections):
        yield from check(records)


def file_amiss(records: Records, content: bytes | None) -> Iterator[str]:
    """Yield when the file as it was sent is not the one whose SM3 stands in the books."""
    if content is None or "sm3" not in hashlib.algorithms_available:
        return
    digest = hashlib.new("sm3", content).hexdigest()
    for each in records["payments_paymentfile"]:
        if each["digest"] != digest:
            yield f"代发文件 {each['name']} 的 SM3 与记录不符"


def packs_amiss(records: Records, folders: Mapping[str, Mapping[str, bytes]]) -> Iterator[str]:
    """Yield each pack of a receipt that is not in the package with the same fingerprint."""
    prints = {name: fingerprint(files) for name, files in folders.items()}
    told = {
        (pack["id"], pack["fingerprint"])
        for each in records["claims_decision"]
        for pack in (each["receipt"] or {}).get("packs", ())
    }
    for name, print_ in sorted(told):
        if prints.get(name) != print_:
            yield f"规则包 {name} 与办理凭据里的指纹不符，或不在包里"


def fingerprint(files: Mapping[str, bytes]) -> str:
    """Return SHA-256 over every file of a pack: its path and its bytes, each after its length."""
    digest = hashlib.sha256()
    for name in sorted(files):
        for part in (name.encode(), files[name]):
            digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _sums(records: Records) -> Iterator[str]:
    [batch] = records["payments_batch"]
    lines = _by("id", records["payments_line"])
    fen = sum(lines[each["line_id"]]["fen"] for each in records["payments_attempt"])
    added = (len(records["payments_attempt"]), fen)
    if added != (batch["count"], batch["fen"]):
        yield f"批次 {batch['number']} 的笔数、合计与其明细不符"
    for each in records["payments_paymentfile"]:
        if added != (each["count"], each["fen"]):
            yield f"代发文件 {each['name']} 的笔数、合计与批次不符"


def _lines(records: Records) -> Iterator[str]:
    decisions = _by("id", records["claims_decision"])
    orders = Counter(decisions[each["decision_id"]]["line_id"] for each in records["payments_line"])
    for line in _ordered(records):
        decision = decisions[line["decision_id"]]
        kept = decision["receipt"]
        # Where the rules are silent two people ruled; the sum then stands beside the answer.
        granted = kept.get("ruling", kept.get("answer", {})).get("fen")
        if decision["outcome"] != "granted" or decision["fen"] != granted:
            yield f"应付明细 {line['id']} 的核定与其凭据不符"
        # A line orders less than its grant only where an earlier order of the learner's line was.
        elif line["fen"] != granted and (line["fen"] > granted or orders[decision["line_id"]] < 2):
            yield f"应付明细 {line['id']} 与核定的金额不符"


def _attempts(records: Records) -> Iterator[str]:
    lines, bank = _by("id", records["payments_line"]), _by("id", records["payments_bankline"])
    for each in records["payments_attempt"]:
        said, which = bank.get(each["evidence_id"]), f"第 {each['position']} 笔"
        if each["state"] in ("paid", "rejected"):
            if said is None or said["position"] != each["position"]:
                yield f"{which}没有银行的回答"
            elif said["paid"] != (each["state"] == "paid"):
                yield f"{which}的结果与银行说的不同"
            elif (
                said["paid"]
                and said["fen"] != lines[each["line_id"]]["fen"]
                and not each["confirmed_by_id"]
            ):
                yield f"{which}银行付的与应付的不同"


def _notices(records: Records) -> Iterator[str]:
    shown: dict[int, list[Row]] = {}
    for each in records["notices_line"]:
        shown.setdefault(each["notice_id"], []).append(each)
    notices = _by("id", records["notices_notice"])
    for notice in notices.values():
        if not _stands_as_counted(notice, records):
            yield f"公示 {notice['number']} 的末日与工作日历不符"
        if _content(shown.get(notice["id"], [])) != notice["content_digest"]:
            yield f"公示 {notice['number']} 的内容与张贴时不同"
    of_line = {each["id"]: each for each in records["notices_line"]}
    posted = {each["decision_id"]: each["notice_line_id"] for each in records["claims_posting"]}
    decisions = _by("id", records["claims_decision"])
    for line in _ordered(records):
        said = of_line.get(posted.get(line["decision_id"], 0))
        if said is None or said["fen"] != decisions[line["decision_id"]]["fen"]:
            yield f"应付明细 {line['id']} 没有按这个金额公示过"
        elif not line["ordered_on"] > _last_day_then(line, notices[said["notice_id"]], records):
            yield f"应付明细 {line['id']} 在公示期满前制单"


def _reopenings(notice: Row, records: Records) -> list[Row]:
    rows = records.get("notices_reopened", ())
    return sorted(
        (each for each in rows if each["notice_id"] == notice["id"]), key=itemgetter("id")
    )


def _stands_as_counted(notice: Row, records: Records) -> bool:
    """Whether the last day is the counted one, and every later one followed from the one before."""
    works = {each["day"]: each["works"] for each in records["notices_calendarday"]}
    for change in sorted(records.get("notices_calendarchange", ()), key=itemgetter("recorded_at")):
        if _moment(change["recorded_at"]) <= _moment(notice["posted_at"]):
            works[change["day_id"]] = change["works"]
    last = _last_day(notice, works)
    for each in _reopenings(notice, records):
        if each["closed_on"] != last:
            return False
        last = each["closes_on"]
    return bool(last == notice["closes_on"])


def _last_day_then(line: Row, notice: Row, records: Records) -> str:
    """Return the last day of a notice as it was when a line was ordered, before it reopened."""
    for each in _reopenings(notice, records):
        if _moment(each["recorded_at"]) > _moment(line["ordered_at"]):
            return str(each["closed_on"])
    return str(notice["closes_on"])


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _objections(records: Records) -> Iterator[str]:
    posted = {each["decision_id"]: each["notice_line_id"] for each in records["claims_posting"]}
    paid = {posted.get(each["decision_id"]) for each in _ordered(records)}
    for each in records["notices_objection"]:
        if each["line_id"] in paid and each["upheld"] is not False:
            yield f"异议 {each['id']} 没有答复或成立，这一笔却拨付了"


def _ordered(records: Records) -> list[Row]:
    """Return the payment lines that this batch orders."""
    wanted = {each["line_id"] for each in records["payments_attempt"]}
    return [each for each in records["payments_line"] if each["id"] in wanted]


def _last_day(notice: Row, works: Mapping[str, bool]) -> str:
    """Count working days by the calendar of the package; an unknown day gives no last day."""
    day, left = date.fromisoformat(notice["opened_on"]), notice["work_days"]
    while left:
        day += timedelta(days=1)
        if day.isoformat() not in works:
            return ""
        left -= works[day.isoformat()]
    return day.isoformat()


def _content(lines: Sequence[Row]) -> str:
    names = ("number", "shown_name", "shown_identity", "shown_text", "standard", "fen")
    rows = ["|".join(str(each[name]) for name in names) for each in _in_order(lines)]
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def _by(name: str, rows: Sequence[Row]) -> dict[int, Row]:
    return {each[name]: each for each in rows}


def _in_order(lines: Sequence[Row]) -> list[Row]:
    return sorted(lines, key=itemgetter("number"))
