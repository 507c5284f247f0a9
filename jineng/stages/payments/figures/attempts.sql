-- 送银行支付的钱，一笔付几次就列几行，各写明结果。
-- 单位：分
-- 条件：area year fund batch payee class claim attempt_state
select b.number as batch, a.position as place, a.area, f.year, f.id as fund, f.name as fund_name,
  p.number as payee, t.number as class, c.number as claim, a.number as turn,
  a.state as attempt_state, l.fen
from payments_attempt a join payments_line l on l.id = a.line_id
join payments_batch b on b.id = a.batch_id join funds_fund f on f.id = l.fund_id
join institutions_body p on p.id = l.payee_id join claims_decision d on d.id = l.decision_id
join claims_line m on m.id = d.line_id join claims_claim c on c.id = m.claim_id
join classes_trainingclass t on t.id = c.training_id
