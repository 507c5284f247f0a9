"""Keeping a view, dropping it, and taking a list out: whose right it is, and what it leaves."""

import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.desks.actions import (
    NameTaken,
    NoName,
    NoPurpose,
    drop_view,
    export,
    keep_view,
    views_of,
)
from jineng.foundation.offices.acting import speaking_as
from jineng.foundation.offices.permission import NotAllowed
from tests.builders import at, offices
from tests.conftest import Database
from tests.stages.asking import acts

TOLD = {"of": "claims", "name": "已核定的", "query": "state=decided", "shared": True}


def test_a_view_is_kept_under_a_name_of_its_own_and_dropped(own_database: Database) -> None:
    offices()
    mine, colleague = officer("county_reviewer"), officer("county_checker")
    kept = keep_view(**TOLD, by=mine, at=at(9))
    with pytest.raises(NameTaken):
        keep_view(**TOLD, by=mine, at=at(10))
    with pytest.raises(NoName):
        keep_view(**TOLD | {"name": " "}, by=mine, at=at(10))
    with speaking_as(colleague):
        assert list(views_of(colleague, "claims")) == [kept]
    with pytest.raises(NotAllowed):
        drop_view(view_id=kept.pk, by=colleague, at=at(11))
    drop_view(view_id=kept.pk, by=mine, at=at(12))
    drop_view(view_id=kept.pk, by=mine, at=at(13))
    with speaking_as(mine):
        assert not views_of(mine, "claims").exists()
    assert len(acts("desks.drop_view")) == 1


def test_personal_data_leave_for_a_purpose_only_and_leave_a_line(own_database: Database) -> None:
    offices()
    told = {"of": "people", "columns": ["name"], "rows": 3, "personal": True, "at": at(9)}
    with pytest.raises(NoPurpose):
        export(**told, purpose=" ", by=officer("county_reviewer"))
    with pytest.raises(NotAllowed):
        export(**told, purpose="抽查", by=officer("policy_drafter"))
    assert export(**told, purpose="抽查", by=officer("county_reviewer")).rows == 3
    assert len(acts("desks.export")) == 1
