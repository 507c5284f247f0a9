"""The policy pages: a pack is read, other figures are tried on a year, rules come into force."""

import csv
import io
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from jineng.console.shelf import drafts, shelf
from jineng.foundation.documents.models import Plan
from jineng.foundation.offices.acting import speaking_as
from jineng.foundation.offices.models import Officer
from jineng.stages.activation.models import Proposal, Trial

Enter = Callable[[str], Client]
PACK, NEWER = "demo-qingchuan-2024-jijiuban-2", "demo-qingchuan-2024-jijiuban-9"
FORM = {"pack": PACK, "question": "training_subsidy", "year": "2024"}
LESS = {**FORM, "f.certificate_not_employed.1": "70"}


def test_a_pack_is_shown_with_its_doubts_and_who_settled_them(enter: Enter) -> None:
    client = enter("policy_drafter")

    at = client.get(f"/policy/packs/{PACK}/")
    html = client.get(at["Location"]).content.decode()

    assert "签署的情形" in html
    assert "办理时按" in html
    assert "四(五)2" in html
    assert client.get(f"/policy/packs/{PACK}/000000000000/").status_code == 404


def test_other_figures_are_tried_on_a_year_and_nothing_is_written(enter: Enter) -> None:
    client = enter("policy_drafter")

    html = client.get("/policy/whatif/", LESS).content.decode()

    assert "80 → 70" in html
    assert "不影响正在办理" in html
    assert "按人员类别" in html
    assert "按市" in html
    assert "按资金" in html
    assert "<svg" in html


def test_the_changed_lines_come_as_a_list(enter: Enter) -> None:
    client = enter("policy_drafter")

    listed = client.get("/policy/whatif/changes.csv", LESS).content.decode("utf-8-sig")

    rows = list(csv.DictReader(io.StringIO(listed)))
    assert rows
    assert all(int(row["差额（分）"]) < 0 for row in rows)
    assert client.get("/policy/whatif/changes.xlsx", LESS).content[:2] == b"PK"


def test_a_plan_is_kept_under_its_name_with_the_sums_of_that_day(enter: Enter) -> None:
    client = enter("policy_drafter")

    kept = client.post("/policy/whatif/keep/", {**LESS, "name": "方案甲"})

    assert kept.status_code == 302
    assert "方案甲" in client.get("/policy/whatif/").content.decode()
    with speaking_as(Officer.objects.get(username="auditor")):
        trial = Trial.objects.get()
    assert trial.change < 0
    assert client.post("/policy/whatif/keep/", LESS).status_code == 422
    assert enter("auditor").post("/policy/whatif/keep/", LESS).status_code == 403


def test_what_cannot_be_read_is_a_sentence(enter: Enter) -> None:
    client = enter("policy_drafter")

    said = client.get("/policy/whatif/", {**FORM, "f.certificate_not_employed.1": "很多"})

    assert said.status_code == 422
    assert "请填数字" in said.content.decode()


def test_rules_already_in_force_are_not_proposed_again(enter: Enter) -> None:
    asked = {"pack": PACK, "question": "training_subsidy", "area": "970124"}

    said = enter("policy_drafter").post(
        "/policy/proposals/propose/", {**asked, "first_day": "2024-06-01", "because": "补办"}
    )

    assert said.status_code == 422
    assert "已经按这份规则办理" in said.content.decode()


@pytest.fixture
def newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A document on the shelf that takes the place of the present one from June on, with 85%."""
    shutil.copytree(settings.PACKS, tmp_path / "packs")
    monkeypatch.setattr(settings, "PACKS", tmp_path / "packs")
    folder = settings.PACKS / "demo-qingchuan" / "2024-jijiuban-9"
    shutil.copytree(folder.with_name("2024-jijiuban-2"), folder)
    for name in ("training-subsidy.yaml", "clauses.md", "text.md"):
        text = (folder / name).read_text("utf-8")
        for was in ("标准的80%发给", "比例: 80%", "没有就业的发80%"):
            text = text.replace(was, was.replace("80%", "85%"), 1)
        (folder / name).write_text(text, "utf-8")
    page = (folder / "pack.yaml").read_text("utf-8")
    page = page.replace(f"编号: {PACK}", f"编号: {NEWER}").replace(
        "起: 2024-01-01", "起: 2024-06-01"
    )
    relation = f"关系: {{取代: {PACK}, 依据: 四(五)2}}\n"
    (folder / "pack.yaml").write_text(page + relation, "utf-8")
    for each in (shelf, drafts):
        each.cache_clear()
    yield NEWER
    for each in (shelf, drafts):
        each.cache_clear()


def test_one_proposes_and_another_confirms(enter: Enter, newer: str) -> None:
    asked = {"pack": newer, "question": "training_subsidy", "area": "970124"}
    drafter, activator = enter("policy_drafter"), enter("policy_activator")
    early = {**asked, "first_day": "2024-06-01"}

    said = drafter.post("/policy/proposals/propose/", early).content.decode()
    assert "请写明为什么追溯" in said
    made = drafter.post("/policy/proposals/propose/", {**early, "because": "文件六月底才到县"})
    assert made.status_code == 302, made.content.decode()
    assert drafter.post(f"{made['Location']}confirm/").status_code == 403

    html = activator.get(made["Location"]).content.decode()
    assert "1,280.00" in html
    assert "1,360.00" in html
    assert activator.post(f"{made['Location']}confirm/").status_code == 302
    html = activator.get(made["Location"]).content.decode()
    assert "已确认生效" in html
    assert "文件六月底才到县" in html
    again = activator.post(f"{made['Location']}confirm/")
    assert again.status_code == 422
    assert "已经确认过" in again.content.decode()
    with speaking_as(Officer.objects.get(username="auditor")):
        proposal = Proposal.objects.get()
        assert proposal.changed > 0
        plans = Plan.objects.filter(question="training_subsidy", area="970124")
        before, after = plans.order_by("in_force")
        assert before.in_force.upper == after.in_force.lower == date(2024, 6, 1)
        assert after.fingerprint == proposal.fingerprint
