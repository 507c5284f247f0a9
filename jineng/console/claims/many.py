"""Review many claims at once: first a page of what would change and what cannot, then one yes."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _

from jineng.console.claims.table import CLAIMS, learners_of
from jineng.console.tables.asked import asked_of
from jineng.console.tables.laid_out import chosen_words, filtered
from jineng.foundation.offices.doors import door, officer_of
from jineng.foundation.offices.models import Officer
from jineng.stages.claims.actions import review
from jineng.stages.claims.models import Claim
from jineng.stages.claims.states import ClaimState
from jineng.values.refusal import Refusal

MOST = 200


class NothingPicked(Refusal):
    """No row was picked."""


class TooMany(Refusal):
    """More at once than a person can have looked at."""


@dataclass(frozen=True)
class Cannot:
    """A claim that stays as it is, and why."""

    claim: Claim
    why: str


@door("GET", "POST", may="claims.review")
def review_many(request: HttpRequest) -> HttpResponse:
    """Show what reviewing the picked claims would change; do it when that is confirmed."""
    officer = officer_of(request)
    if request.method == "POST":
        return _reviewed(request, officer)
    claims = _picked(request.GET, officer)
    can = [each for each in claims if not _why_not(each, officer)]
    asked = asked_of(CLAIMS, request.GET)
    told = {
        "can": can,
        "cannot": [Cannot(each, why) for each in claims if (why := _why_not(each, officer))],
        "learners": learners_of(Claim.objects.filter(pk__in=[each.pk for each in can])),
        "whole": request.GET.get("all") == "1",
        "held": [f"{each.label}：{words}" for each, words in chosen_words(asked, officer)],
        "back": f"/claims/{asked.link()}",
    }
    return render(request, "claims/many.html", told)


def _picked(query: QueryDict, officer: Officer) -> list[Claim]:
    """Return the claims that were picked one by one, or the whole result of the filter."""
    rows = CLAIMS.rows(officer)
    if query.get("all") == "1":
        rows, _asked = filtered(CLAIMS, rows, asked_of(CLAIMS, query))
    else:
        rows = rows.filter(pk__in=[int(each) for each in query.getlist("pick") if each.isdecimal()])
    found = list(rows.order_by(*CLAIMS.order)[: MOST + 1])
    if not found:
        raise NothingPicked(_("还没有选择申领。请回到列表，勾选要办的，再点按钮"))
    if len(found) > MOST:
        raise TooMany(_("一次最多办 %(most)s 件，请先缩小筛选范围") % {"most": MOST})
    return found


def _why_not(claim: Claim, officer: Officer) -> str:
    if claim.state != ClaimState.SUBMITTED:
        return _("现为「%(state)s」，待初审的才能初审") % {"state": _(claim.get_state_display())}
    if not officer.may("claims.review", claim.area):
        return _("不在您管辖的地区")
    if officer.natural_person == claim.submitted_by.natural_person:
        return _("您是申报人，不能初审自己申报的")
    return ""


def _reviewed(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Review each claim that was confirmed; one that is refused meanwhile stays, and says why."""
    done, left = 0, []
    for claim in _picked(request.POST, officer):
        try:
            review(claim_id=claim.pk, by=officer, at=now())
        except Refusal as refusal:
            left.append(f"{claim.number}：{refusal.message}")
        else:
            done += 1
    if done:
        messages.success(request, _("已初审 %(number)s 件，转复核岗") % {"number": done})
    for each in left:
        messages.warning(request, each)
    return redirect("/claims/?state=submitted")
