"""What did an institution do in the year before a class ended, beside its county?"""

from dataclasses import dataclass
from datetime import date

from django.db import connection

# Ended classes of the year before a day, and how their lines stand: of one institution, and of all.
_YEAR = """
select count(distinct t.id) filter (where t.institution_id = %(body)s),
  count(l.id) filter (where t.institution_id = %(body)s),
  count(d.id) filter (where t.institution_id = %(body)s),
  count(d.id) filter (where t.institution_id = %(body)s and d.outcome = 'granted'),
  count(d.id) filter (where t.institution_id = %(body)s and d.fen >= s.training_fen),
  count(d.id), count(d.id) filter (where d.outcome = 'granted'),
  count(d.id) filter (where d.fen >= s.training_fen)
from classes_trainingclass t join claims_claim c on c.training_id = t.id
join claims_line l on l.claim_id = c.id
left join catalogue_standard s on s.id = t.standard_id
left join claims_decision d on d.line_id = l.id and d.outcome <> 'revoked'
  and not exists (select 1 from claims_decision y where y.supersedes_id = d.id)
where t.area = %(area)s and c.question = %(question)s
  and t.ends_on > %(day)s::date - interval '12 months' and t.ends_on <= %(day)s
"""
# What was done about its lines: taken back, objected to rightly, asked to explain, stopped.
_MEASURES = """
with own as (
  select l.id from claims_line l join claims_claim c on c.id = l.claim_id
  join classes_trainingclass t on t.id = c.training_id
  where t.institution_id = %(body)s and t.area = %(area)s
    and t.ends_on > %(day)s::date - interval '12 months' and t.ends_on <= %(day)s
)
select
  (select count(*) from claims_decision d where d.line_id in (select id from own)
     and d.outcome = 'revoked'
     and not exists (select 1 from claims_withdrawn w where w.decision_id = d.supersedes_id)),
  (select count(distinct o.line_id) from claims_opinion o
     where o.line_id in (select id from own) and o.choice = 'ask'),
  (select count(*) from holds_hold h where h.lifted_at is null
     and h.subject in (select 'claims.Line:' || id from own))
"""


@dataclass(frozen=True)
class Year:
    """Counts of one institution, its rates, those of the county (None: nothing decided)."""

    classes: int
    learners: int
    granted_percent: int | None
    county_granted_percent: int | None
    full_percent: int | None
    county_full_percent: int | None
    taken_back: int
    asked: int
    stopped: int


def year_of(*, body_id: int, area: str, question: str, day: date) -> Year:
    """Return the twelve months up to a day, as they stand now."""
    told: dict[str, int | str | date] = {
        "body": body_id,
        "area": area,
        "question": question,
        "day": day,
    }
    with connection.cursor() as cursor:
        cursor.execute(_YEAR, told)
        classes, learners, decided, granted, full, *county = cursor.fetchone()
        cursor.execute(_MEASURES, told)
        taken_back, asked, stopped = cursor.fetchone()
    all_decided, all_granted, all_full = county
    return Year(
        classes=classes,
        learners=learners,
        granted_percent=_percent(granted, decided),
        county_granted_percent=_percent(all_granted, all_decided),
        full_percent=_percent(full, granted),
        county_full_percent=_percent(all_full, all_granted),
        taken_back=taken_back,
        asked=asked,
        stopped=stopped,
    )


def _percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None
