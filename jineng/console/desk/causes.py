"""Where is the gap of one part? What its own rows say, the first cause first."""

from dataclasses import dataclass

from django.utils.translation import gettext

from jineng.console.desk import said
from jineng.console.desk.progress import Progress
from jineng.console.desk.wall import Row, Wall
from jineng.foundation.figures import counting


@dataclass(frozen=True)
class Cause:
    """One line of the explanation, with the page that lists its rows."""

    says: str
    url: str


def causes(wall: Wall, row: Row) -> list[Cause]:
    """Return what keeps a part behind, as its rows say."""
    counted = wall.counted.get(row.part.key, Progress())
    found = [_classes(wall, row), *_learners(wall, row, counted), *_money(wall, row, counted)]
    return [each for each in found if each]


def _classes(wall: Wall, row: Row) -> Cause:
    place = {"institution": row.part.key} if row.part.body else {}
    areas = sorted(row.part.areas)
    told = counting.split(
        "classes", "class_state", areas=areas, year=wall.asked.year, until=wall.asked.on, **place
    )
    opened, waiting = (told[state].count if state in told else 0 for state in ("open", "applied"))
    says = gettext("已开班 %(opened)s 期") % {"opened": opened}
    if waiting:
        says += gettext("，另有 %(waiting)s 期等开班审核") % {"waiting": waiting}
    return Cause(says, wall.rows_url("classes", part=row.part))


def _learners(wall: Wall, row: Row, counted: Progress) -> list[Cause]:
    reach = wall.reach(row.part.key, "trained")
    begun, trained = counted.done("learners"), counted.done("trained")
    inside = max(begun - trained, 0)
    found = [
        Cause(
            gettext("进了花名册还没有结业的 %(inside)s")
            % {"inside": said.amount("trained", inside)},
            wall.rows_url("learners", part=row.part),
        )
    ]
    lacking = reach.target - begun
    if lacking > 0:
        says = gettext("报名不够：都结业也还差 %(lacking)s")
        told = {"lacking": said.amount("trained", lacking)}
        found.append(Cause(says % told, wall.rows_url("learners", part=row.part)))
    without = trained - counted.done("certified") - counted.done("uncounted")
    if without > 0:
        says = gettext("结业还没有取证的 %(without)s")
        told = {"without": said.amount("certified", without)}
        found.append(Cause(says % told, wall.rows_url("certificates", part=row.part)))
    return found


def _money(wall: Wall, row: Row, counted: Progress) -> list[Cause]:
    flight = counted.done("flight")
    if not flight:
        return []
    says = gettext("已核定还没有付出的 %(flight)s") % {"flight": said.amount("fen", flight)}
    return [Cause(says, wall.rows_url("granted", part=row.part))]
