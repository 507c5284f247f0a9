"""One file of the bank, with every line of it and of its batch accounted for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from jineng.foundation.documents.models import RowError
from jineng.foundation.offices.doors import door
from jineng.stages.payments.models import Answer, Attempt

LISTED = 300


@door("GET", may="payments.read")
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show which lines of a file match, which differ and why, and which lines it leaves out."""
    rows = Answer.objects.select_related("file", "read_by", "batch__payee")
    one = get_object_or_404(rows, pk=pk)
    errors = list(RowError.objects.filter(intake__file=one.file, area=one.area).order_by("row"))
    odd = {error.row for error in errors}
    lines = list(one.lines.order_by("row"))
    matched = [line for line in lines if line.row not in odd]
    said = {line.position for line in lines}
    attempts = Attempt.objects.filter(batch=one.batch).select_related("line")
    left_out = [each for each in attempts.order_by("position") if each.position not in said]
    told = {
        "answer": one,
        "matched": matched[:LISTED],
        "errors": errors[:LISTED],
        "left_out": left_out[:LISTED],
        "matched_count": len(matched),
        "error_count": len(odd),
        "left_out_count": len(left_out),
        "matched_fen": sum(line.fen for line in matched if line.paid),
        "left_out_fen": sum(each.line.fen for each in left_out),
        "shown": LISTED,
    }
    return render(request, "payments/answer.html", told)
