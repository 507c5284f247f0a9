"""The auditor's desk: a batch is recomputed on the spot, a sample is drawn by an announced seed."""

import re
from collections.abc import Callable

from django.test import Client

from jineng.foundation.offices.acting import speaking_as
from jineng.foundation.offices.models import Officer
from jineng.stages.payments.models import Attempt, Batch
from jineng.stages.sampling.drawing import drawn

Enter = Callable[[str], Client]


def a_batch() -> tuple[str, list[int]]:
    """Return the largest batch of the county, with the positions of its lines."""
    with speaking_as(Officer.objects.get(username="auditor")):
        batch = Batch.objects.order_by("-count", "pk")[0]
        found = Attempt.objects.filter(batch=batch).values_list("position", flat=True)
        return batch.number, sorted(found)


def test_every_receipt_of_a_batch_is_decided_again(enter: Enter) -> None:
    number, positions = a_batch()

    html = enter("auditor").get(f"/audit/batches/{number}/").content.decode()

    assert "笔笔一致" in html
    assert html.count('<span class="tag ok">一致</span>') == len(positions)


def test_the_desk_finds_the_batch(enter: Enter) -> None:
    number, _ = a_batch()

    assert (
        f"/audit/batches/{number}/"
        in enter("auditor").get("/audit/", {"q": number}).content.decode()
    )


def test_a_seed_is_bound_before_it_draws_and_anybody_draws_the_same(enter: Enter) -> None:
    auditor, (number, positions) = enter("auditor"), a_batch()

    html = auditor.post(f"/audit/batches/{number}/announce/", {"size": "2"}).content.decode()
    [seed] = re.findall(r'seed">([0-9a-f]{32})<', html)
    [draw] = re.findall(r"/audit/draws/\d+/draw/", html)

    public = Client().get("/public/draws/").content.decode()
    assert number in public
    assert seed not in public
    assert "对不上" in auditor.post(draw, {"seed": "0" * 32}).content.decode()
    assert auditor.post(draw, {"seed": seed}).status_code == 302
    public = Client().get("/public/draws/").content.decode()
    assert seed in public
    assert "、".join(map(str, drawn(seed, positions, 2))) in public
    assert "不能再抽" in auditor.post(draw, {"seed": seed}).content.decode()


def test_a_draw_asks_for_lines_that_there_are_and_for_an_auditor(enter: Enter) -> None:
    number, positions = a_batch()
    url = f"/audit/batches/{number}/announce/"

    assert enter("auditor").post(url, {"size": str(len(positions) + 1)}).status_code == 422
    assert enter("finance_maker").post(url, {"size": "1"}).status_code == 403
