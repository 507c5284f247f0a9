"""Which sentences are marked for translation, and which templates hold Chinese that is not?"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db.models import CharField
from django.template import Template
from django.template.base import Node, TextNode
from django.template.loader import get_template
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

from jineng.cli.catalogue_file import CONTEXT, PLURAL
from tests.house.tree import MODULES, TEMPLATES, calls, tree

HAN = re.compile(r"[\u3400-\u9fff]")
MARKS = {"_", "gettext", "gettext_lazy"}


def marked() -> set[str]:
    """Every key that must have an English sentence."""
    return {*_in_modules(), *_in_templates(), *_choices()}


def bare() -> set[str]:
    """Every template that holds Chinese outside the tags of translation."""
    return {
        _name(path)
        for path in TEMPLATES
        if any(HAN.search(node.s) for node in _nodes(path, TextNode))
    }


def _in_modules() -> Iterator[str]:
    for path in MODULES:
        for call in calls(tree(path)):
            named = isinstance(call.func, ast.Name) and call.func.id in MARKS
            if named and call.args and isinstance(call.args[0], ast.Constant):
                yield str(call.args[0].value)


def _in_templates() -> Iterator[str]:
    for path in TEMPLATES:
        for node in _nodes(path, TranslateNode):
            text = getattr(node.filter_expression.var, "literal", node.filter_expression.var)
            context = node.message_context
            before = (
                f"{context.var if isinstance(context.var, str) else context}{CONTEXT}"
                if context
                else ""
            )
            yield before + str(text)
        for block in _nodes(path, BlockTranslateNode):
            singular, _names = block.render_token_list(block.singular)
            plural, _more = block.render_token_list(block.plural)
            yield singular + (PLURAL + plural if block.plural else "")


def _choices() -> Iterator[str]:
    """The words of the closed lists that pages show as states and kinds."""
    for model in apps.get_models():
        if model.__module__.startswith("jineng"):
            for field in model._meta.get_fields():
                if isinstance(field, CharField) and field.choices:
                    yield from (str(label) for _value, label in field.choices)


def _nodes(path: Path, kind: type[Node]) -> list[Node]:
    template = get_template(_name(path)).template
    assert isinstance(template, Template)
    return template.nodelist.get_nodes_by_type(kind)


def _name(path: Path) -> str:
    return path.as_posix().split("/templates/")[1]
