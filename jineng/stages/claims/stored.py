"""What was decided in a year, as columns: facts and earlier grants as the receipts kept them?

Everything is read with row-level security; nothing is written. Facts and grants come out of the
receipts, as JSON turned into columns by the database, part by part of the people.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from jineng.policy.language.glossary import FactWord, Kind

TYPES: Mapping[Kind, str] = {
    Kind.WORD: "text",
    Kind.TEXT: "text",
    Kind.DAY: "date",
    Kind.MONTH: "date",
    Kind.DAYS: "date[]",
    Kind.COUNT: "bigint",
    Kind.MONEY: "bigint",
    Kind.PERCENT: "bigint",
    Kind.FLAG: "boolean",
}
OURS = "claims.Decision:"
# Decisions that stand, of classes that ended in a year, of one question, for a part of the people.
_FROM = """
from claims_decision d
join claims_line l on l.id = d.line_id
join claims_claim c on c.id = l.claim_id
join classes_trainingclass t on t.id = c.training_id
"""
_WHERE = """
where d.outcome in ('granted', 'refused', 'referred')
  and not exists (select 1 from claims_decision y where y.supersedes_id = d.id)
  and t.ends_on between make_date({year}, 1, 1) and make_date({year}, 12, 31)
"""
_PART = " and c.question = '{question}' and l.person_id % {parts} = {part}"
# Where two people ruled, what the rules themselves answered is compared: that they are silent.
# Of the receipt only what is asked for is unpacked, and once (offset 0 keeps it so).
_LINES = """
select d.id as number, l.person_id as person, t.ends_on as "on", d.plan_id, c.number as claim,
  d.area as region, t.institution_name as institution, t.fund_name as fund, c.kind as subsidy,
  case when d.receipt ? 'ruling' then 'referred' else d.outcome end as recorded_outcome,
  case when d.receipt ? 'ruling' then 0 else d.fen end as recorded_fen{facts}
{from_}
cross join lateral (select d.receipt -> 'facts' as facts offset 0) r
cross join lateral jsonb_to_record(r.facts) as f ({columns})
{where}{part}
"""
_GRANTS = """
select distinct l.person_id as person, h.kind, h.occupation, h.level, h."on", h.fen, h.ref
{from_}
cross join lateral jsonb_to_recordset(d.receipt -> 'history') as h (kind text, occupation text,
  level text, "on" date, fen bigint, ref text)
{where}{part}
"""
Ask = Callable[[str], pl.DataFrame]


@dataclass(frozen=True)
class Stored:
    """Which decisions of a year are asked for, and how the database is asked."""

    ask: Ask
    year: int

    def counts(self) -> pl.DataFrame:
        """Return question, plan_id and how many decisions stand, for each plan of the year."""
        return self.ask(
            "select c.question, d.plan_id, count(*) as lines"
            f"{_FROM}{self._where} group by 1, 2 order by 1, 2"
        )

    def taken_back(self) -> set[int]:
        """Return the decisions that no longer stand and whose times were given back."""
        ids = self.ask(
            "select d.supersedes_id from claims_decision d where d.supersedes_id is not null"
            " and not exists (select 1 from claims_slot s"
            " where s.live and s.decision_id = d.supersedes_id)"
        )
        return set(ids["supersedes_id"])

    def lines(
        self, question: str, words: Collection[FactWord], *, part: int, parts: int
    ) -> pl.DataFrame:
        """Return the decisions with their facts, in the columns of decide_all, and more beside.

        Beside: plan_id, claim, region, institution, fund, subsidy, recorded_outcome and _fen.
        """
        known = [word for word in words if word.nullable]
        facts = "".join(
            [
                *(f', f."{word.id}"' for word in words),
                *(f", not (r.facts ? '{word.id}') as \"{word.id}?\"" for word in known),
            ]
        )
        columns = ", ".join(f'"{word.id}" {TYPES[word.kind]}' for word in words)
        return self.ask(
            _LINES.format(
                facts=facts,
                columns=columns or "nothing text",
                from_=_FROM,
                where=self._where,
                part=_PART.format(question=question, parts=parts, part=part),
            )
        ).sort("number")

    def grants(self, question: str, *, part: int, parts: int) -> pl.DataFrame:
        """Return every grant that a receipt knows of its person, each once, with its `ref`."""
        return self.ask(
            _GRANTS.format(
                from_=_FROM,
                where=self._where,
                part=_PART.format(question=question, parts=parts, part=part),
            )
        )

    @property
    def _where(self) -> str:
        return _WHERE.format(year=self.year)


def granted_elsewhere(
    grants: pl.DataFrame, replayed: Sequence[int] | pl.Series, taken_back: Collection[int]
) -> pl.DataFrame:
    """Return the grants of before: those that are not of the replayed lines, and still stand."""
    gone = pl.Series([*replayed, *taken_back], dtype=pl.Int64)
    ours = pl.col("ref").str.strip_prefix(OURS).cast(pl.Int64, strict=False)
    of_decision = pl.col("ref").str.starts_with(OURS) & ours.is_in(gone.implode())
    kept = grants.filter(~of_decision)
    return kept.sort("person", "on", "ref").drop("ref")
