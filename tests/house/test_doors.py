"""Is every page a door, and does somebody hold each verb a door asks for?"""

from collections.abc import Iterator

import yaml
from django.urls import URLPattern, URLResolver, get_resolver

from jineng.foundation.offices.doors import ANYBODY
from tests.house.tree import ACTIONS, SOURCE, acts

POSTS = yaml.safe_load((SOURCE / "cli/demo_people.yaml").read_text("utf-8"))["岗位"]
HELD = {verb for post in POSTS for verb in post["事项"]}
# What anybody may open without being known: the entrance, and what is shown to the public.
OPEN = (
    "jineng.console.components.views",
    "jineng.console.entrance.look",
    "jineng.console.entrance.views",
    "jineng.portal.draws.views",
    "jineng.portal.heads.views",
    "jineng.portal.notices.views",
)


def _pages(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from _pages(entry.url_patterns)
        else:
            yield entry


PAGES = list(_pages(get_resolver().url_patterns))


def test_every_page_is_a_door():
    shut = [str(page.pattern) for page in PAGES if not hasattr(page.callback, "door")]

    assert len(PAGES) > 30
    assert shut == []


def test_a_door_asks_for_a_verb_somebody_holds_or_is_open_to_the_public():
    asked = {str(page.pattern): getattr(page.callback, "door", None) for page in PAGES}
    public = {str(page.pattern) for page in PAGES if page.callback.__module__ in OPEN}

    assert {path for path, may in asked.items() if may not in HELD | {ANYBODY}} == set()
    assert {path for path, may in asked.items() if may == ANYBODY} <= public


def test_every_verb_of_an_act_is_held_by_somebody():
    verbs = {verb for path in ACTIONS for verb, _ in acts(path)}

    assert verbs - HELD == set()
