"""The pages of one claim: what the officer sees, what the institution is told, who may do what."""

import re
from collections.abc import Callable

from django.test import Client

from jineng.foundation.offices.acting import speaking_as
from jineng.foundation.offices.models import Officer
from jineng.stages.claims.judging import hidden
from jineng.stages.claims.models import Claim, Line

Enter = Callable[[str], Client]
REFUSED = 9


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return str(response.content.decode())


def claim_in(state: str) -> str:
    with speaking_as(Officer.objects.get(username="auditor")):
        return (
            Claim.objects.filter(state=state, training__number__contains="-01").latest("pk").number
        )


def line_of(number: str, place: int) -> Line:
    with speaking_as(Officer.objects.get(username="auditor")):
        lines = Line.objects.filter(claim__number=number).order_by("enrolment__row", "pk")
        return lines[place - 1]


def say(client: Client, number: str, place: int, choice: str, reason: str = "") -> str:
    told = {"choice": choice, "reason": reason}
    response = client.post(f"/claims/{number}/people/{place}/judge/", told, follow=True)
    return str(response.content.decode())


def test_what_the_institution_is_asked_to_explain_it_reads_on_its_own_page(enter: Enter) -> None:
    number = claim_in("submitted")
    reviewer = enter("county_reviewer")
    assert "请写明理由" in say(reviewer, number, REFUSED, "ask")
    assert "判断已保存" in say(reviewer, number, REFUSED, "ask", "请提供社保经办机构证明")
    assert "请提供社保经办机构证明" in text(enter("institution-PX001"), f"/own/claims/{number}/")


def test_nothing_is_chosen_beforehand_and_the_suggestion_says_that_it_is_one(enter: Enter) -> None:
    number = claim_in("submitted")
    html = text(enter("county_reviewer"), f"/claims/{number}/people/{REFUSED}/")
    assert not re.search(r'name="choice"[^>]*checked', html)
    covered = hidden(line_of(number, REFUSED).pk)
    assert ("系统建议" in html) is not covered
    assert ("先判断" in html) is covered


def test_a_claim_is_not_passed_on_over_people_nobody_judged(enter: Enter) -> None:
    number = claim_in("submitted")
    response = enter("county_reviewer").post(f"/claims/{number}/review/")
    assert response.status_code == 422
    assert "需要您判断" in response.content.decode()
    assert claim_in("submitted") == number


def test_the_check_page_is_of_who_takes_the_next_step_only(enter: Enter) -> None:
    number = claim_in("reviewed")
    assert enter("county_reviewer").get(f"/claims/{number}/check/").status_code == 302
    html = text(enter("county_checker"), f"/claims/{number}/check/")
    assert "公众将看到的" in html
    assert "核对并核定" in html


def test_decided_just_now_it_is_taken_back_and_the_trail_tells_of_both(enter: Enter) -> None:
    number, checker = claim_in("reviewed"), enter("county_checker")
    done = checker.post(f"/claims/{number}/decide/", follow=True).content.decode()
    assert re.search(r"\d\d:\d\d 前可以撤回", done)
    assert "撤回我的核定" in done
    back = checker.post(f"/claims/{number}/withdraw/", follow=True).content.decode()
    assert "原来的办理记录仍在" in back
    late = checker.post(f"/claims/{number}/withdraw/")
    assert late.status_code == 422
    trail = text(checker, f"/claims/{number}/history/")
    assert "已核定 → 待复核" in trail
    assert "复核并核定" in trail


def test_two_people_rule_on_a_page_and_the_reason_is_shown(enter: Enter) -> None:
    with speaking_as(Officer.objects.get(username="auditor")):
        line = Line.objects.filter(state="referred").select_related("claim").latest("pk")
        places = list(
            line.claim.lines.order_by("enrolment__row", "pk").values_list("pk", flat=True)
        )
    url = f"/claims/{line.claim.number}/people/{places.index(line.pk) + 1}/"
    reviewer, checker = enter("county_reviewer"), enter("county_checker")
    told = {"outcome": "granted", "typed": "六百", "reason": "会商同意"}
    assert reviewer.post(f"{url}propose/", told).status_code == 422
    told["typed"] = "600"
    assert "等另一人确认" in reviewer.post(f"{url}propose/", told, follow=True).content.decode()
    assert line.claim.number in text(checker, "/tasks/")
    ruling = re.search(r'name="ruling" value="(\d+)"', text(checker, url))
    assert ruling is not None
    done = checker.post(f"{url}confirm/", {"ruling": ruling[1]}, follow=True).content.decode()
    assert "理由写进办理凭据" in done
    assert "两个人核定" in done
    assert "会商同意" in done


def test_a_person_who_is_not_there_is_no_page(enter: Enter) -> None:
    client = enter("county_reviewer")
    assert client.get(f"/claims/{claim_in('submitted')}/people/999/").status_code == 404
    assert client.get("/claims/BT-0/people/1/").status_code == 404
