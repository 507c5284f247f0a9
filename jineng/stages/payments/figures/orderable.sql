-- 可以制单的钱：公示期满（按公示末日查）、没有异议、没有暂停、还没有付的。
-- 单位：分
-- 条件：area fund payee class claim day
with moved as (
  select d.line_id, sum(l.fen) as fen from claims_decision d
  join payments_line l on l.decision_id = d.id join payments_attempt a on a.line_id = l.id
  where a.state in ('paid', 'prepared', 'sent', 'unknown') group by 1
), back as (
  select r.line_id, sum(r.fen) as fen from payments_recovery r
  where r.confirmed_by_id is not null group by 1
)
select c.number as claim, e.row as place, d.area, n.closes_on as day, t.number as class,
  b.number as payee, b.name as payee_name, d.fund_id as fund, d.id as decision,
  e.shown_identity, (d.fen - coalesce(o.fen, 0) + coalesce(k.fen, 0))::bigint as fen
from claims_decision d join claims_line m on m.id = d.line_id
join claims_posting g on g.decision_id = d.id join notices_line x on x.id = g.notice_line_id
join notices_notice n on n.id = x.notice_id
join claims_claim c on c.id = m.claim_id join classes_trainingclass t on t.id = c.training_id
join enrolment_enrolment e on e.id = m.enrolment_id join institutions_body b on b.id = d.payee_id
left join moved o on o.line_id = m.id left join back k on k.line_id = m.id
where d.outcome = 'granted' and m.state in ('on_notice', 'returned')
  and not exists (select 1 from claims_decision y where y.supersedes_id = d.id)
  and d.fen - coalesce(o.fen, 0) + coalesce(k.fen, 0) > 0
  and not exists (select 1 from notices_objection j where j.line_id = x.id
                  and j.upheld is distinct from false)
  and not exists (select 1 from holds_hold h where h.subject = 'claims.Line:' || m.id
                  and h.lifted_at is null)
  and not exists (
    select 1 from payments_bankline q join payments_answer w on w.id = q.answer_id
    join payments_attempt a on a.batch_id = w.batch_id and a.position = q.position
    join payments_line l on l.id = a.line_id where q.paid and l.decision_id = d.id)
