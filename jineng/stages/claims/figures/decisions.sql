-- 现在有效的核定，准予、不予和转人工都算，被取代和撤销的不算。
-- 单位：笔
-- 条件：area year class claim kind outcome rule clause decision
select c.number as claim, e.row as place, d.area, extract(year from t.ends_on)::int as year,
  t.number as class, c.kind, d.outcome, d.rule, d.clause, d.id as decision, e.shown_identity
from claims_decision d join claims_line l on l.id = d.line_id
join claims_claim c on c.id = l.claim_id join classes_trainingclass t on t.id = c.training_id
join enrolment_enrolment e on e.id = l.enrolment_id
where d.outcome <> 'revoked'
  and not exists (select 1 from claims_decision y where y.supersedes_id = d.id)
