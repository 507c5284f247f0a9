"""The auditor's desk, read-only: find anything by its number, trace a yuan both ways."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from jineng.console.audit.trace import by_rule, of_rule, search, trace
from jineng.console.ladder import ladder
from jineng.console.lists import page_of
from jineng.console.shelf import shelf
from jineng.foundation.offices.doors import door
from jineng.policy.one.receipt import recheck
from jineng.stages.claims.models import Decision, Outcome
from jineng.stages.funds.models import Fund
from jineng.values.names import masked_name


@door("GET", may="audit.read")
def desk(request: HttpRequest) -> HttpResponse:
    """Search by number; the funds and the rules from which every trace can begin."""
    asked, names = request.GET.get("q", ""), _rule_names()
    told = {
        "asked": asked,
        "found": search(asked),
        "rules": [
            {
                **row,
                "word": Outcome(row["outcome"]).label,
                "says": names.get(row["rule"], row["rule"]),
            }
            for row in by_rule()
        ],
        "funds": Fund.objects.order_by("-year", "area", "name"),
    }
    return render(request, "audit/desk.html", told)


def _rule_names() -> dict[str, str]:
    """Return what each rule says of itself, by its id."""
    sheets = [sheet for pack in shelf().packs for sheet in pack.sheets.values()]
    return {each.id: each.says for sheet in sheets for each in (*sheet.premises, *sheet.rows)}


@door("GET", may="audit.read")
def rule(request: HttpRequest, kind: str, rule: str) -> HttpResponse:
    """List what one rule decided."""
    page = page_of(request, of_rule(kind, rule))
    for decision in page:
        decision.line.enrolment.name = masked_name(decision.line.enrolment.name)
    told = {"kind": kind, "rule": rule, "says": _rule_names().get(rule, rule), "page": page}
    return render(request, "audit/rule.html", told)


@door("GET", may="audit.read")
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one decision: the papers and clauses it rests on, the money that came of it."""
    rows = Decision.objects.select_related(
        "line__claim__training__file",
        "line__enrolment__file",
        "maker__post",
        "checker__post",
        "payee",
        "fund",
        "plan",
    )
    one = get_object_or_404(rows, pk=pk)
    revoked = one.outcome == Outcome.REVOKED
    told = {
        "trace": trace(one),
        "name": masked_name(one.line.enrolment.name),
        "ladder": None if revoked else ladder(one.receipt, shelf()),
        "differences": () if revoked else recheck(one.receipt, shelf()),
    }
    return render(request, "audit/decision.html", told)
