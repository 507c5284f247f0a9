"""Files that came in: what each brought, which rows could not be taken, and taking in another."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now

from jineng.console.lists import page_of
from jineng.console.uploads import uploaded
from jineng.foundation.documents.intake import value_of
from jineng.foundation.documents.models import Intake
from jineng.foundation.offices.doors import door, officer_of
from jineng.stages.assessment import actions as assessment
from jineng.stages.attendance import actions as attendance
from jineng.stages.catalogue import actions as catalogue
from jineng.stages.certificates import actions as certificates
from jineng.stages.claims import actions as claims
from jineng.stages.employment import actions as employment
from jineng.stages.institutions import actions as institutions
from jineng.values.refusal import Refusal

KINDS: dict[str, tuple[str, tuple[Callable[..., Intake], ...]]] = {
    "catalogue": ("职业工种目录及补贴标准", (catalogue.import_catalogue,)),
    "institutions": ("培训机构名单", (institutions.import_institutions,)),
    "assessors": ("考核评价机构名单", (institutions.import_assessors,)),
    "punches": ("考勤打卡", (attendance.import_punches,)),
    "results": (
        "评价成绩及证书",
        (assessment.import_results, certificates.import_certificates),
    ),
    "insured": ("社保参保", (employment.import_insured,)),
    "pensions": ("养老待遇", (employment.import_pensions,)),
    "earlier": ("既往补贴", (claims.import_earlier,)),
}


class NoKind(Refusal):
    """The request does not say what kind of file it brings."""


@door("GET", "POST", may="documents.read")
def intakes(request: HttpRequest) -> HttpResponse:
    """List what came in; take in one more file."""
    wrong = ""
    if request.method == "POST":
        try:
            taken = _take_in(request)
        except Refusal as refusal:
            wrong = refusal.message
        else:
            messages.success(request, f"已导入 {taken.good} 行，退回 {taken.bad} 行")
            return redirect(f"/intakes/{taken.pk}/")
    rows = Intake.objects.select_related("file", "taken_by").order_by("-pk")
    told = {
        "page": page_of(request, rows),
        "kinds": [(kind, label) for kind, (label, _) in KINDS.items()],
        "areas": officer_of(request).areas,
        "wrong": wrong,
    }
    return render(request, "intakes/intakes.html", told, status=422 if wrong else 200)


@door("GET", may="documents.read")
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the rows of one file that could not be taken, each with what to do."""
    intake = get_object_or_404(Intake.objects.select_related("file", "taken_by"), pk=pk)
    errors = [(each, value_of(each)) for each in intake.errors.order_by("row", "pk")]
    return render(request, "intakes/one.html", {"intake": intake, "errors": errors})


def _take_in(request: HttpRequest) -> Intake:
    kind, area = request.POST.get("kind", ""), request.POST.get("area", "")
    if kind not in KINDS:
        raise NoKind("请选择文件的种类，再导入")
    name, content = uploaded(request)
    taken = [
        act(content=content, name=name, area=area, by=officer_of(request), at=now())
        for act in KINDS[kind][1]
    ]
    return taken[-1]
