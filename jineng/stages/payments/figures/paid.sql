-- 银行已付的补贴，按银行回盘导入的日子；追回的列负数。
-- 单位：分
-- 条件：area year fund payee class claim day
select (w.at at time zone 'Asia/Shanghai')::date as day, b.number as batch, a.position as place,
  a.area, f.year, f.id as fund, f.name as fund_name, p.number as payee, t.number as class,
  c.number as claim, k.fen
from payments_attempt a join payments_bankline k on k.id = a.evidence_id
join payments_answer w on w.id = k.answer_id join payments_line l on l.id = a.line_id
join payments_batch b on b.id = a.batch_id join funds_fund f on f.id = l.fund_id
join institutions_body p on p.id = l.payee_id join claims_decision d on d.id = l.decision_id
join claims_line m on m.id = d.line_id join claims_claim c on c.id = m.claim_id
join classes_trainingclass t on t.id = c.training_id
where a.state = 'paid'
union all
select (r.confirmed_at at time zone 'Asia/Shanghai')::date, r.reference, e.row, r.area,
  extract(year from t.ends_on)::int, null, '', p.number, t.number, c.number, -r.fen
from payments_recovery r join claims_line m on m.id = r.line_id
join enrolment_enrolment e on e.id = m.enrolment_id
join claims_claim c on c.id = m.claim_id join institutions_body p on p.id = c.payee_id
join classes_trainingclass t on t.id = c.training_id
where r.confirmed_by_id is not null
