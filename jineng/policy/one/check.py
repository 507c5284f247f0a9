"""Is every pack in order, and does it answer its signed cases as they were signed?"""

from dataclasses import dataclass
from pathlib import Path

from jineng.policy.language.answer import Answer, Outcome
from jineng.policy.language.glossary import FILE, Glossary
from jineng.policy.one.decide import decide
from jineng.policy.packs.cases import SignedCase, read_cases
from jineng.policy.packs.pack import CASES, Pack, rules_of
from jineng.policy.packs.plan import Plan
from jineng.policy.packs.relations import SUPPLEMENTS
from jineng.policy.packs.shelf import Shelf, read_shelf
from jineng.policy.reading.slips import BrokenPack, Findings, Problem, Slip
from jineng.values.refusal import Refusal

SHOWN = {
    Outcome.GRANTED: "准予",
    Outcome.REFUSED: "不予",
    Outcome.SILENT: "转人工",
    Outcome.MISSING: "缺事实",
}


@dataclass(frozen=True)
class CaseResult:
    """One signed case run: what was expected, what came out, and whether they agree."""

    pack_id: str
    case: SignedCase
    answer: Answer | None
    message: str

    @property
    def passed(self) -> bool:
        """Whether the answer is the signed one."""
        return not self.message


def check(folder: Path) -> list[Problem]:
    """Return every problem of the packs under the folder, each with file and rule; [] if none.

    `folder` is the folder of packs (with facts.yaml) or one pack in it.
    """
    root = root_of(folder)
    findings = Findings()
    try:
        shelf = read_shelf(root, findings)
    except BrokenPack as broken:
        return list(broken.problems)
    for pack in shelf.packs:
        for path in _case_files(pack):
            with findings.at(_name(path, root)):
                read_cases(path, _name(path, root), shelf.glossary)
    if not findings.problems:
        for pack in shelf.packs:
            _check_coverage(pack, shelf, root, findings)
    inside = folder.resolve().relative_to(root).as_posix()
    return [
        each
        for each in findings.problems
        if inside == "." or each.file.startswith(f"{inside}/") or each.file == FILE
    ]


def run_cases(folder: Path) -> list[CaseResult]:
    """Decide every signed case of the packs under the folder. Raises BrokenPack."""
    root = root_of(folder)
    findings = Findings()
    shelf = read_shelf(root, findings)
    findings.stop_if_any()
    inside = folder.resolve()
    return [
        result
        for pack in shelf.packs
        if pack.folder.is_relative_to(inside)
        for result in _run(pack, shelf, root)
    ]


def cases_of(pack: Pack, glossary: Glossary) -> tuple[SignedCase, ...]:
    """Return the signed cases of a pack, file by file. Raises Slip at one that cannot be read."""
    return tuple(
        case
        for path in _case_files(pack)
        for case in read_cases(path, f"{CASES}/{path.name}", glossary)
    )


def root_of(folder: Path) -> Path:
    """Return the folder of packs that a folder is or lies in: the one with facts.yaml."""
    here = folder.resolve()
    for each in (here, *here.parents):
        if (each / FILE).exists():
            return each
    raise BrokenPack((Problem(folder.name, "", f"这里和上层文件夹里都没有 {FILE}；请核对路径"),))


def _run(pack: Pack, shelf: Shelf, root: Path) -> list[CaseResult]:
    results = []
    for path in _case_files(pack):
        for case in read_cases(path, _name(path, root), shelf.glossary):
            results.append(_run_one(case, pack, shelf))
    return results


def _run_one(case: SignedCase, pack: Pack, shelf: Shelf) -> CaseResult:
    try:
        answer = decide(_plan(case.question, pack, shelf), case.facts, case.history)
    except Refusal as refusal:
        return CaseResult(pack.id, case, None, refusal.message)
    return CaseResult(pack.id, case, answer, _difference(case, answer))


def _difference(case: SignedCase, answer: Answer) -> str:
    got = (SHOWN[answer.outcome], answer.fen, answer.rule)
    if got == (case.expected, case.fen, case.rule):
        return ""
    return (
        f"{case.file}「{case.name}」：签署的是{case.expected} {case.fen} 分（{case.rule}），"
        f"算出的是{got[0]} {got[1]} 分（{got[2]}）；请核对规则或情形"
    )


def _plan(question: str, pack: Pack, shelf: Shelf) -> Plan:
    relation = pack.about.relation
    if question not in pack.sheets:
        raise Slip(f"规则包“{pack.id}”没有问题“{question}”；请核对情形的“问题”")
    if relation and relation.kind == SUPPLEMENTS:
        return shelf.plan_of(question, (relation.pack_id, pack.id))
    return shelf.plan_of(question, (pack.id,))


def _check_coverage(pack: Pack, shelf: Shelf, root: Path, findings: Findings) -> None:
    results = _run(pack, shelf, root)
    for result in results:
        with findings.at(result.case.file, result.case.name):
            if not result.passed:
                raise Slip(result.message, line=result.case.line)
    decided = {(result.case.question, result.case.rule) for result in results}
    for sheet in pack.sheets.values():
        for rule in rules_of(sheet):
            with findings.at(f"{_name(pack.folder, root)}/{CASES}", rule.id):
                if (sheet.question, rule.id) not in decided:
                    raise Slip(f"问题“{sheet.question}”的这条规则没有签署的情形；请补一个")


def _case_files(pack: Pack) -> list[Path]:
    return sorted((pack.folder / CASES).glob("*.yaml"))


def _name(path: Path, root: Path) -> str:
    return path.resolve().relative_to(root).as_posix()
