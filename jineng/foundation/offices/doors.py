"""Through which door does a request come in, and may this officer pass?

Every page of every kind is a function behind a door. The door asks who it is, opens one transaction
in which the database hears that officer, and turns an expected no into a sentence.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from jineng.foundation.offices.acting import speaking_as
from jineng.foundation.offices.models import Officer
from jineng.values.refusal import Refusal

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]
ANYBODY = ""
GUARD = "J0"


def door(*methods: str, may: str) -> Callable[[Page[P]], Page[P]]:
    """Let in these methods, for officers who hold the verb; `ANYBODY` lets everyone in."""

    def decorate(page: Page[P]) -> Page[P]:
        @wraps(page)
        def entered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            if _holds_nothing_readable(request):
                return no(request, "请求里有无法识别的字符，请检查后重新输入。", status=400)
            if may == ANYBODY:
                return page(request, *args, **kwargs)
            officer = request.user
            if not isinstance(officer, Officer):
                return redirect("/")
            if not officer.may(may):
                says = f"「{officer.post.name}」没有这一页的权限，请换有权限的岗位进入。"
                return no(request, says, status=403)
            return _heard(page, request, officer, *args, **kwargs)

        entered.door = may  # type: ignore[attr-defined]
        return entered

    return decorate


def officer_of(request: HttpRequest) -> Officer:
    """Return the officer a door let in."""
    officer = request.user
    assert isinstance(officer, Officer), "a door that asks for a verb lets only officers in"
    return officer


def no(request: HttpRequest, says: str, *, clause: str = "", status: int = 422) -> HttpResponse:
    """Say an expected no as a page of its own: one sentence, the clause, the way back."""
    told = {"says": says, "clause": clause, "back": _way_back(request)}
    return render(request, "no.html", told, status=status)


def _heard(
    page: Page[P], request: HttpRequest, officer: Officer, *args: P.args, **kwargs: P.kwargs
) -> HttpResponse:
    try:
        with speaking_as(officer):
            response = page(request, *args, **kwargs)
            if request.method == "POST":
                _settle_constraints()
            return response
    except Refusal as refusal:
        return no(request, refusal.message, clause=refusal.clause)
    except DatabaseError as wrong:
        state: Any = getattr(wrong.__cause__, "sqlstate", "") or ""
        if not state.startswith(GUARD):
            raise
        says = f"数据库的约束不允许这样办（{state}），没有写入任何内容。请刷新后核对再办。"
        return no(request, says, status=409)


def _holds_nothing_readable(request: HttpRequest) -> bool:
    """Whether a request carries a NUL, which no text column can keep."""
    fields = (*request.GET.values(), *request.POST.values())
    return any("\0" in str(each) for each in (request.path, *fields))


def _settle_constraints() -> None:
    """Ask deferred constraints now, while their no can still become a sentence."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")


def _way_back(request: HttpRequest) -> str:
    return request.path if request.method == "POST" else "/"
