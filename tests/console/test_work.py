"""The work places: every line of a file of the bank is accounted for."""

import re
from collections.abc import Callable

from django.test import Client

from jineng.foundation.offices.acting import speaking_as
from jineng.foundation.offices.models import Officer
from jineng.stages.payments.models import Answer

Enter = Callable[[str], Client]


def test_every_line_of_a_file_of_the_bank_is_accounted_for(enter: Enter) -> None:
    client = enter("finance_checker")
    with speaking_as(Officer.objects.get(username="auditor")):
        counts = {
            each.pk: (each.lines.count(), each.batch.count)
            for each in Answer.objects.select_related("batch").order_by("pk")
        }

    assert counts
    for pk, (lines, of_batch) in counts.items():
        html = client.get(f"/payments/answers/{pk}/").content.decode()
        matched, _, left_out = map(int, re.findall(r"<li[^>]*><b>(\d+)</b>", html))
        assert matched <= lines
        assert lines + left_out == of_batch
    assert enter("registrar").get(f"/payments/answers/{pk}/").status_code == 403
