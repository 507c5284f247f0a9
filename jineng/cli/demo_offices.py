"""Who works in a season: the fictional posts and people, made for the areas at hand."""

from collections.abc import Collection, Mapping
from pathlib import Path

import yaml
from django.db import transaction

from jineng.foundation.offices.models import MADE_UP, Office, Officer, Post
from jineng.foundation.regions.models import Region
from jineng.stages.institutions.models import Body, Kind

PEOPLE = yaml.safe_load(Path(__file__).with_name("demo_people.yaml").read_text("utf-8"))


@transaction.atomic
def staff(areas: Collection[str]) -> None:
    """Make posts, regions and the officers of the county's bureau. Again changes nothing."""
    for code, place in PEOPLE["地区"].items():
        Region.objects.get_or_create(
            code=code, defaults={"name": place["名称"], "within_id": place.get("上级")}
        )
    for area in sorted(areas):
        Region.objects.get_or_create(code=area, defaults={"name": area})
    for post in PEOPLE["岗位"]:
        Post.objects.get_or_create(
            code=post["代码"],
            defaults={"name": post["名称"], "duty": post["职责"], "verbs": post["事项"]},
        )
    first = sorted(areas)[0]
    office, _ = Office.objects.get_or_create(
        name=f"{Region.objects.get(code=first).name}人力资源和社会保障局", defaults={"area": first}
    )
    for person in PEOPLE["人员"]:
        _officer(person["岗位"], person["姓名"], person["岗位"], office, sorted(areas), "")


@transaction.atomic
def staff_bodies(areas: Collection[str]) -> None:
    """Give every body on a list one person who acts for it. Again changes nothing."""
    names = PEOPLE["机构人员"]
    for number, body in enumerate(Body.objects.order_by("number")):
        office, _ = Office.objects.get_or_create(
            name=body.name, defaults={"area": body.area or sorted(areas)[0]}
        )
        post = "institution" if body.kind == Kind.TRAINING else "assessor"
        name = names[number % len(names)]
        _officer(post, name, f"{post}-{body.number}", office, sorted(areas), body.number)


def officer(username: str) -> Officer:
    """Return the officer with this account."""
    return Officer.objects.select_related("post").get(username=username)


def officers_of_bodies() -> Mapping[str, Officer]:
    """Return the officer who acts for each body, by the body's number."""
    found = Officer.objects.exclude(body_number="").select_related("post", "office")
    return {each.body_number: each for each in found}


def _officer(
    post: str, name: str, username: str, office: Office, areas: list[str], body: str
) -> None:
    Officer.objects.get_or_create(
        username=username,
        defaults={
            "name": name,
            "natural_person": f"{MADE_UP}{username}",
            "office": office,
            "post": Post.objects.get(code=post),
            "areas": areas,
            "body_number": body,
            "password": "!",
        },
    )
