"""May a document add to another or stand in its place?"""

from collections.abc import Iterable

from jineng.policy.language.glossary import Glossary
from jineng.policy.packs.about import Relation
from jineng.policy.packs.pack import Pack
from jineng.policy.packs.plan import make_plan
from jineng.policy.reading.slips import Slip

SUPPLEMENTS, REPLACES = "补充", "取代"


def check_relation(pack: Pack, packs: Iterable[Pack], glossary: Glossary) -> None:
    """Raise Slip when a pack names a document, clause, place or rule that does not fit."""
    relation = pack.about.relation
    if relation is None:
        return
    other = next((each for each in packs if each.id == relation.pack_id), None)
    if other is None:
        raise Slip(f"要{relation.kind}的规则包“{relation.pack_id}”不在架上；请核对编号")
    _check_clauses(pack, relation, other)
    if not pack.about.region.startswith(other.about.region):
        raise Slip(f"适用地区不在“{other.id}”的适用地区之内；请核对地区代码")
    if relation.kind == SUPPLEMENTS:
        _check_supplement(pack, relation, other, glossary)


def _check_clauses(pack: Pack, relation: Relation, other: Pack) -> None:
    if relation.clause not in pack.clauses:
        raise Slip(f"依据“{relation.clause}”在本规则包的 clauses.md 里没有；请核对")
    if relation.allowed_by and relation.allowed_by not in other.clauses:
        raise Slip(f"授权“{relation.allowed_by}”在“{other.id}”的 clauses.md 里没有；请核对")


def _check_supplement(pack: Pack, relation: Relation, other: Pack, glossary: Glossary) -> None:
    if not relation.allowed_by:
        raise Slip("补充上级文件要写“授权”：上级文件哪一条允许加条件")
    for question in pack.sheets:
        if question not in other.sheets:
            raise Slip(f"“{other.id}”没有问题“{question}”，无从补充；请核对")
        make_plan(question, other, [pack], glossary)
