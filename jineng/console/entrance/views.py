"""Who are you, and at which desk do you sit today?"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from jineng.console.menu import DESKS, GROUPS
from jineng.foundation.offices.doors import ANYBODY, door
from jineng.foundation.offices.models import MADE_UP, Officer

BACKEND = "django.contrib.auth.backends.ModelBackend"
# The order of the work, which is the order in which a newcomer walks the chain.
WALK = (
    "target_maker",
    "target_checker",
    "institution",
    "county_reviewer",
    "county_checker",
    "county_leader",
    "finance_maker",
    "finance_checker",
    "assessor",
    "auditor",
    "registrar",
    "policy_activator",
    "policy_drafter",
)


@dataclass(frozen=True)
class Card:
    """One post on the first page: who sits there first, and who else does."""

    first: Officer
    others: Sequence[Officer]


@door("GET", "POST", may=ANYBODY)
def home(request: HttpRequest) -> HttpResponse:
    """Show the role cards of a demonstration, or ask for account and password."""
    wrong = ""
    if request.method == "POST":
        account, password = request.POST.get("username", ""), request.POST.get("password", "")
        officer = authenticate(request, username=account, password=password)
        if isinstance(officer, Officer):
            login(request, officer)
            return redirect(desk_of(officer))
        wrong = "账号或密码不对，请核对后再试；忘记密码请找本单位管理员重设。"
    told = {"cards": _cards() if settings.DEMO else (), "wrong": wrong}
    return render(request, "entrance/home.html", told, status=422 if wrong else 200)


@door("POST", may=ANYBODY)
def enter(request: HttpRequest, username: str) -> HttpResponse:
    """Enter as one of the made-up people, in a demonstration only."""
    if not settings.DEMO:
        raise Http404
    officer = get_object_or_404(_made_up(), username=username, is_active=True)
    login(request, officer, backend=BACKEND)
    return redirect(desk_of(officer))


@door("POST", may=ANYBODY)
def leave(request: HttpRequest) -> HttpResponse:
    """Leave the desk."""
    logout(request)
    return redirect("/")


def desk_of(officer: Officer) -> str:
    """Return the page on which an officer begins: a desk of theirs, else the first of the menu."""
    mine = [item.url for _, items in GROUPS for item in items if officer.may(item.verb)]
    return next((url for url in DESKS if url in mine), mine[0] if mine else "/")


def _made_up() -> QuerySet[Officer]:
    return Officer.objects.filter(natural_person__startswith=MADE_UP)


def _cards() -> list[Card]:
    by_post: dict[str, list[Officer]] = {}
    for officer in _made_up().select_related("post", "office").order_by("pk"):
        by_post.setdefault(officer.post.code, []).append(officer)
    order = sorted(by_post, key=lambda code: WALK.index(code) if code in WALK else len(WALK))
    return [Card(by_post[code][0], by_post[code][1:]) for code in order]
