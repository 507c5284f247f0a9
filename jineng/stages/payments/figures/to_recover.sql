-- 应追回未追回的补贴：已付没有追回的，超出现在有效核定的部分。
-- 单位：分
-- 条件：area year class claim kind payee line_state
with paid as (
  select d.line_id, sum(l.fen) as fen from claims_decision d
  join payments_line l on l.decision_id = d.id join payments_attempt a on a.line_id = l.id
  where a.state = 'paid' group by 1
), back as (
  select r.line_id, sum(r.fen) as fen from payments_recovery r
  where r.confirmed_by_id is not null group by 1
), stands as (
  select d.line_id, d.fen from claims_decision d where d.outcome = 'granted'
  and not exists (select 1 from claims_decision y where y.supersedes_id = d.id)
)
select c.number as claim, e.row as place, m.area, extract(year from t.ends_on)::int as year,
  t.number as class, c.kind, b.number as payee, m.state as line_state, e.shown_identity,
  (p.fen - coalesce(k.fen, 0) - coalesce(s.fen, 0))::bigint as fen
from paid p join claims_line m on m.id = p.line_id
join claims_claim c on c.id = m.claim_id join classes_trainingclass t on t.id = c.training_id
join enrolment_enrolment e on e.id = m.enrolment_id join institutions_body b on b.id = c.payee_id
left join back k on k.line_id = m.id left join stands s on s.line_id = m.id
where p.fen - coalesce(k.fen, 0) - coalesce(s.fen, 0) > 0
