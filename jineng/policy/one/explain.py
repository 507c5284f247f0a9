"""How is an answer told to the person it concerns, clause by clause?"""

from datetime import date

from jineng.policy.language.answer import Answer, Outcome, RuleResult
from jineng.values.money import yuan_text

TITLES = {
    Outcome.GRANTED: "准予",
    Outcome.REFUSED: "不予补贴",
    Outcome.SILENT: "转人工核定",
    Outcome.MISSING: "缺事实，暂不能办",
}
MARKS = {True: "符合", False: "不符合", None: "不能判断"}


def explain(answer: Answer) -> str:
    """Return the case in Chinese words: the answer, its basis, every rule, what would change it."""
    amount = f" {yuan_text(answer.fen)} 元" if answer.fen else ""
    lines = [f"结论：{TITLES[answer.outcome]}{amount}", f"理由：{answer.message}。"]
    if answer.because:
        first = answer.because[0]
        lines.append(f"依据：{first.document} {first.clause}：“{first.text}”")
    lines.append("逐条：")
    lines.extend(_line(result, answer) for result in answer.results)
    if answer.would_change:
        lines.append("若情况不同：")
        lines.extend(f"  {sentence}" for sentence in answer.would_change)
    return "\n".join(lines)


def _line(result: RuleResult, answer: Answer) -> str:
    cited = result.citation
    decides = "（由此决定）" if cited.rule == answer.rule else ""
    used = "，".join(f"{name}＝{_shown(value)}" for name, value in result.inputs.items())
    facts = f"；{used}" if used else ""
    return (
        f"  {result.kind} {cited.rule}（{cited.document} {cited.clause}）："
        f"{MARKS[result.verdict]}{decides}{facts}"
    )


def _shown(value: object) -> str:
    if value is None:
        return "未知"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return "、".join(_shown(each) for each in value) or "无"
    return str(value) or "无"
