"""The house style, checked: how modules, functions, acts, models and templates are written.

Each test gathers every place that breaks its rule, so that one run tells them all.
"""

import ast
import re
from pathlib import Path

from django.apps import apps
from django.db import models

from tests.house.tree import (
    ACTIONS,
    MODULES,
    PYPROJECT,
    ROOT,
    SOURCE,
    TEMPLATES,
    acts,
    calls,
    functions,
    shown,
    tree,
)

EMPTY_NAMES = {
    *("utils", "helpers", "common", "misc", "core", "base", "manager", "managers"),
    *("service", "services"),
}
LONGEST_MODULE, LONGEST_FUNCTION = 300, 40
CONTRACTS = PYPROJECT["tool"]["importlinter"]["contracts"]
[STAGES] = [
    each["layers"][::-1] for each in CONTRACTS if each.get("containers") == ["jineng.stages"]
]
OURS = [model for model in apps.get_models() if model.__module__.startswith("jineng")]
FIELDS = [(model, field) for model in OURS for field in model._meta.get_fields() if field.concrete]
CLOCK = {"now", "today", "localdate", "localtime", "utcnow"}
DYNAMIC = {"__import__", "importlib.import_module", "import_module", "eval", "exec", "compile"}
EXCEPTIONS = (ROOT / "docs/decisions/exceptions.md").read_text("utf-8")


def test_modules_are_small():
    sizes = {shown(path): len(path.read_text("utf-8").splitlines()) for path in MODULES}

    assert {path: size for path, size in sizes.items() if size > LONGEST_MODULE} == {}


def test_functions_fit_on_a_screen():
    sizes = {
        f"{shown(path)} {each.name}": each.end_lineno - each.lineno + 1
        for path in MODULES
        for each in functions(tree(path))
    }
    assert {name: size for name, size in sizes.items() if size > LONGEST_FUNCTION} == {}


def test_files_and_folders_are_named_for_what_they_hold():
    empty = [shown(path) for path in MODULES if EMPTY_NAMES & {path.stem, path.parent.name}]

    assert empty == []


def test_modules_and_public_names_say_what_they_are():
    silent = []
    for path in MODULES:
        module = tree(path)
        public = [
            each
            for each in module.body
            if isinstance(each, ast.FunctionDef | ast.ClassDef) and not each.name.startswith("_")
        ]
        silent += [
            f"{shown(path)} {getattr(each, 'name', '')}"
            for each in [module, *public]
            if not ast.get_docstring(each)
        ]
    assert silent == []


def test_no_signal_no_dynamic_import_no_metaclass():
    found = []
    for path in MODULES:
        module = tree(path)
        called = {ast.unparse(call.func) for call in calls(module)}
        keywords = {
            keyword.arg
            for each in ast.walk(module)
            if isinstance(each, ast.ClassDef)
            for keyword in each.keywords
        }
        dynamic = {name for name in called & DYNAMIC if not _is_listed(path, name)}
        found += [f"{shown(path)} {name}" for name in dynamic | (keywords - {"frozen"})]
        if re.search(r"^from django\S*signals? import|\breceiver\(", path.read_text("utf-8"), re.M):
            found.append(f"{shown(path)} signal")
    assert found == []


def test_every_exception_to_a_rule_is_on_the_list_with_its_file():
    unlisted = []
    for path in MODULES:
        text = path.read_text("utf-8")
        codes = re.findall(r"# noqa(?:: ([A-Z]+[0-9]+))?", text)
        codes += re.findall(r"# type: ignore(?:\[([a-z-]+)\])?", text)
        here = f"{path.parent.name}/{path.name}"
        unlisted += [
            f"{shown(path)} {code or 'say which rule'}"
            for code in codes
            if not code or code not in EXCEPTIONS or here not in EXCEPTIONS
        ]
    assert unlisted == []


def test_every_rule_that_is_switched_off_is_on_the_list():
    lint = PYPROJECT["tool"]["ruff"]["lint"]
    off = [*lint["ignore"]]
    for codes in lint["per-file-ignores"].values():
        off += codes

    assert [code for code in off if f"`{code}`" not in EXCEPTIONS] == []
    assert [each["name"] for each in CONTRACTS if "ignore_imports" in each] == []


def test_no_stage_reads_the_clock():
    read = [
        f"{shown(path)} {node.attr}"
        for path in sorted(SOURCE.glob("stages/**/*.py"))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in CLOCK
    ]
    assert read == []


def test_an_act_bears_its_own_name_and_takes_who_and_when_as_keywords():
    wrong = []
    for path in ACTIONS:
        for verb, act in acts(path):
            named = verb == f"{path.parent.name}.{act.name}"
            keywords = {each.arg for each in act.args.kwonlyargs}
            if not named or act.args.args or not {"by", "at"} <= keywords:
                wrong.append(f"{shown(path)} {act.name}")
    assert wrong == []


def test_an_act_leaves_a_line_in_the_trail():
    without = []
    for path in ACTIONS:
        bodies = {each.name: ast.unparse(each) for each in functions(tree(path))}
        for verb, act in acts(path):
            called = {ast.unparse(call.func) for call in calls(act)} & set(bodies)
            written = bodies[act.name] + "".join(bodies[name] for name in called)
            if "audit.record(" not in written:
                without.append(verb)
    assert without == []


def test_a_stage_opens_with_the_question_it_answers():
    said = {
        stage: ast.get_docstring(tree(SOURCE / "stages" / stage / "__init__.py")) or ""
        for stage in STAGES
    }
    assert [stage for stage, words in said.items() if not words.endswith("?")] == []
    assert {path.parent.name for path in SOURCE.glob("stages/*/__init__.py")} == set(STAGES)


def test_constraints_read_as_sentences():
    names = [constraint.name for model in OURS for constraint in model._meta.constraints]

    assert len(names) > 20
    assert [name for name in names if name.count("_") < 3] == []


def test_money_is_a_whole_number_of_fen():
    broken = [
        f"{model._meta.label}.{field.name}"
        for model, field in FIELDS
        if isinstance(field, models.FloatField | models.DecimalField)
        or ("fen" in field.name.split("_") and not isinstance(field, models.BigIntegerField))
    ]
    assert broken == []


def test_keys_point_down_and_leave_no_way_back_up():
    """The import checker cannot see "claims.Claim" in quotes, nor claim.line_set."""
    wrong = []
    for model, field in FIELDS:
        target = field.related_model
        if target in OURS and target._meta.app_label != model._meta.app_label:
            if not field.remote_field.hidden:
                wrong.append(f"{field}: write related_name='+'")
            if _height(target) > _height(model):
                wrong.append(f"{field} points up")
    assert wrong == []


def test_templates_carry_no_style_and_no_script_of_their_own_and_fetch_nothing_from_elsewhere():
    found = []
    for path in TEMPLATES:
        text = path.read_text("utf-8")
        for pattern in (
            r"<style|javascript:|\sstyle\s*=|<script(?![^>]*\ssrc=)",
            r"<[a-z][^>]*\son[a-z]+\s*=",
            r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""",
        ):
            found += [f"{shown(path)} {each}" for each in re.findall(pattern, text, re.I)]
    assert len(TEMPLATES) > 10
    assert found == []


def test_a_printed_text_is_run_in_one_place_only():
    running = [shown(path) for path in MODULES if _names(path) & {"eval", "exec", "compile"}]

    assert running == ["jineng/policy/python/program.py"]


def _names(path: Path) -> set[str]:
    """Return the names that a module reads, so that no other name of `exec` slips by."""
    return {each.id for each in ast.walk(tree(path)) if isinstance(each, ast.Name)}


def _is_listed(path: Path, name: str) -> bool:
    """Say whether a line of the list of exceptions has both the name and the file."""
    here = f"{path.parent.name}/{path.name}"
    return any(f"`{name}`" in line and here in line for line in EXCEPTIONS.splitlines())


def _height(model: type[models.Model]) -> int:
    """How high a model stands: foundation is the floor, stages rise in the order of the work."""
    parts = model.__module__.split(".")
    return STAGES.index(parts[2]) if parts[:2] == ["jineng", "stages"] else -1
