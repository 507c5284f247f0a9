"""Which row would pay if the premise that refused had not stood?"""

from jineng.policy.one.whatif import if_cleared


def rule(name: str, kind: str, verdict: bool | None) -> dict[str, object]:
    return {"rule": name, "kind": kind, "verdict": verdict}


PASSED, REFUSED = rule("passed", "前提", True), rule("refused", "前提", False)
OFF, ON = rule("off", "判定", False), rule("on", "判定", True)


def test_the_first_row_that_holds_would_pay() -> None:
    assert if_cleared([PASSED, REFUSED, OFF, ON], "refused") == "on"


def test_another_premise_in_the_way_still_refuses() -> None:
    assert if_cleared([REFUSED, rule("second", "前提", False), ON], "refused") == ""


def test_what_is_not_known_is_not_supposed() -> None:
    assert if_cleared([REFUSED, rule("unknown", "判定", None), ON], "refused") == ""


def test_a_row_that_refused_is_no_premise() -> None:
    assert if_cleared([PASSED, ON], "on") == ""


def test_no_row_holds() -> None:
    assert if_cleared([REFUSED, OFF], "refused") == ""
