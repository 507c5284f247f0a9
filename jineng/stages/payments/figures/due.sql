-- 应付未付的补贴：现在有效的核定，减去已付没有追回的，再减去在途的。
-- 单位：分
-- 条件：area year fund class claim kind payee line_state
with moved as (
  select d.line_id, sum(l.fen) as fen from claims_decision d
  join payments_line l on l.decision_id = d.id join payments_attempt a on a.line_id = l.id
  where a.state in ('paid', 'prepared', 'sent', 'unknown') group by 1
), back as (
  select r.line_id, sum(r.fen) as fen from payments_recovery r
  where r.confirmed_by_id is not null group by 1
)
select c.number as claim, e.row as place, d.area, extract(year from t.ends_on)::int as year,
  t.number as class, c.kind, b.number as payee, d.fund_id as fund, m.state as line_state,
  d.id as decision, e.shown_identity,
  (d.fen - coalesce(o.fen, 0) + coalesce(k.fen, 0))::bigint as fen
from claims_decision d join claims_line m on m.id = d.line_id
join claims_claim c on c.id = m.claim_id join classes_trainingclass t on t.id = c.training_id
join enrolment_enrolment e on e.id = m.enrolment_id join institutions_body b on b.id = d.payee_id
left join moved o on o.line_id = m.id left join back k on k.line_id = m.id
where d.outcome = 'granted'
  and not exists (select 1 from claims_decision y where y.supersedes_id = d.id)
  and d.fen - coalesce(o.fen, 0) + coalesce(k.fen, 0) > 0
