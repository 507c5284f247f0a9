-- 现在有效的准予核定的补贴。
-- 单位：分
-- 条件：area year fund class claim kind rule clause level institution payee line_state paid day
select c.number as claim, e.row as place, d.area, extract(year from t.ends_on)::int as year,
  (d.at at time zone 'Asia/Shanghai')::date as day, t.number as class, t.level,
  t.institution_number as institution, b.number as payee, d.fund_id as fund, c.kind, d.rule,
  d.clause, l.state as line_state, case when l.state = 'paid' then 'yes' else 'no' end as paid,
  d.id as decision, e.shown_identity, d.fen
from claims_decision d join claims_line l on l.id = d.line_id
join claims_claim c on c.id = l.claim_id join classes_trainingclass t on t.id = c.training_id
join enrolment_enrolment e on e.id = l.enrolment_id join institutions_body b on b.id = d.payee_id
where d.outcome = 'granted'
  and not exists (select 1 from claims_decision y where y.supersedes_id = d.id)
