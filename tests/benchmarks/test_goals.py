"""Is it said plainly whether the goals were reached, and written where it belongs?"""

from pathlib import Path

import pytest

from benchmarks.goals import Bench, Line, at_most, equal
from benchmarks.report import BEGINS, ENDS, write_report
from benchmarks.run import verdict


def a_bench(*, quick: bool = False) -> Bench:
    return Bench(Path(), rounds=1, patience=0, quick=quick)


def test_a_goal_that_was_missed_is_named_and_the_last_line_says_so(
    capsys: pytest.CaptureFixture[str],
):
    status = verdict([at_most("memory", 513, 512, "MB"), equal("answers", {})], quick=False)

    assert status == 1
    first, last = capsys.readouterr().out.splitlines()
    assert first == "missed: memory: 513 MB, goal ≤ 512 MB"
    assert last == "1 of 2 goals were missed"


def test_answers_that_differ_are_a_goal_missed():
    line = equal("answers beside the loop", {"fen": 1_200})

    assert not line.reached
    assert line.found == "1,200 in fen"


def test_every_goal_reached_ends_well(capsys: pytest.CaptureFixture[str]):
    faster = a_bench().at_least("beside the loop", 35.2, 35)

    assert verdict([faster, Line("seconds", "0.6 s")], quick=False) == 0
    assert capsys.readouterr().out == "every goal was reached (1)\n"


def test_the_quick_form_does_not_judge_what_depends_on_the_size():
    line = a_bench(quick=True).at_least("beside the loop", 12.0, 35)

    assert line.reached
    assert line.goal == ""


def test_figures_are_written_between_the_marks_and_nowhere_else(tmp_path: Path):
    page = tmp_path / "performance.md"
    page.write_text(f"before\n{BEGINS}\nold\n{ENDS}\nafter\n", "utf-8")

    write_report(page, [at_most("memory", 400, 512, "MB")], others=0.02, rounds=5)

    text = page.read_text("utf-8")
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "old" not in text
    assert "| memory | 400 MB | ≤ 512 MB | reached |" in text
