-- What is promised of the rows, each as a query whose every row is a breach: (law, what).
with moved as (
  select e.fund_id, k.source, k.target, e.fen from funds_entry e join (values
    ('appropriate', 'outside', 'free'), ('move_out', 'free', 'outside'),
    ('move_in', 'outside', 'free'), ('hold', 'free', 'held'), ('unhold', 'held', 'free'),
    ('reserve', 'free', 'owed'), ('release', 'owed', 'free'), ('send', 'owed', 'sent'),
    ('return', 'sent', 'owed'), ('pay', 'sent', 'paid'), ('recover', 'paid', 'free'),
    ('overpay', 'free', 'paid'), ('bounce', 'paid', 'owed')
  ) k (movement, source, target) on k.movement = e.movement
), added as (
  select f.id, coalesce(sum(case 'outside' when m.source then m.fen when m.target then -m.fen end), 0)
      as appropriated,
    coalesce(sum(case 'held' when m.target then m.fen when m.source then -m.fen end), 0) as held,
    coalesce(sum(case 'owed' when m.target then m.fen when m.source then -m.fen end), 0) as owed,
    coalesce(sum(case 'sent' when m.target then m.fen when m.source then -m.fen end), 0) as sent,
    coalesce(sum(case 'paid' when m.target then m.fen when m.source then -m.fen end), 0) as paid
  from funds_fund f left join moved m on m.fund_id = f.id group by f.id
), stands as (
  select d.* from claims_decision d
  where not exists (select 1 from claims_decision y where y.supersedes_id = d.id)
), tried as (
  select a.*, p.decision_id, p.fen, d.line_id as claim_line from payments_attempt a
  join payments_line p on p.id = a.line_id join claims_decision d on d.id = p.decision_id
), came as (
  select line_id, sum(fen) as fen from payments_recovery where confirmed_by_id is not null group by 1
), money as (
  select l.id, l.state,
    coalesce((select sum(s.fen) from stands s where s.line_id = l.id and s.outcome = 'granted'), 0)
      as entitled,
    coalesce((select sum(t.fen) from tried t where t.claim_line = l.id and t.state = 'paid'), 0)
      - coalesce((select c.fen from came c where c.line_id = l.id), 0) as paid,
    coalesce((select sum(t.fen) from tried t where t.claim_line = l.id
              and t.state in ('prepared', 'sent', 'unknown')), 0) as under_way,
    (select count(*) from tried t where t.claim_line = l.id
     and t.state in ('prepared', 'sent', 'unknown')) as live
  from claims_line l
), pairs (what, one, other) as (
  select 'claims.Decision:' || id, maker_id, checker_id from claims_decision
  union all select 'claims.Claim:' || id, submitted_by_id, reviewed_by_id from claims_claim
  union all select 'payments.Batch:' || id, made_by_id, confirmed_by_id from payments_batch
  union all select 'payments.Attempt:' || id, resolved_by_id, confirmed_by_id from payments_attempt
  union all select 'payments.Recovery:' || id, made_by_id, confirmed_by_id from payments_recovery
  union all select 'funds.Appropriation:' || id, proposed_by_id, confirmed_by_id
    from funds_appropriation
  union all select 'funds.Period:' || id, closed_by_id, checked_by_id from funds_period
  union all select 'notices.CalendarChange:' || id, proposed_by_id, confirmed_by_id
    from notices_calendarchange
  union all select 'payments.Signature:' || s.id, x.who, s.signed_by_id
    from payments_signature s join payments_batch b on b.id = s.batch_id
    cross join lateral (values (b.made_by_id), (b.confirmed_by_id)) x (who)
  union all select 'payments.Attempt:' || a.id || ' that came back', w.read_by_id, a.bounced_by_id
    from payments_attempt a join payments_bankline k on k.id = a.bounce_id
    join payments_answer w on w.id = k.answer_id
  union all select 'claims.Decision:' || d.id || ' and who claimed', c.submitted_by_id, d.checker_id
    from claims_decision d join claims_line l on l.id = d.line_id
    join claims_claim c on c.id = l.claim_id
  union all select 'claims.Reopening:' || r.id, c.submitted_by_id, r.asked_by_id
    from claims_reopening r join claims_decision d on d.id = r.decision_id
    join claims_line l on l.id = d.line_id join claims_claim c on c.id = l.claim_id
  union all select 'notices.Objection:' || o.id, x.who, o.answered_by_id
    from notices_objection o join claims_posting p on p.notice_line_id = o.line_id
    join claims_decision d on d.id = p.decision_id
    cross join lateral (values (d.maker_id), (d.checker_id)) x (who)
)
select 'the accounts of a fund are its entries', f.id::text from funds_fund f join added a using (id)
where (f.appropriated_fen, f.held_fen, f.owed_fen, f.sent_fen, f.paid_fen)
  <> (a.appropriated, a.held, a.owed, a.sent, a.paid)
union all select 'no account of a fund is below zero', id::text from funds_fund
where least(held_fen, owed_fen, sent_fen, paid_fen,
            appropriated_fen - held_fen - owed_fen - sent_fen - paid_fen) < 0
union all select 'appropriations are as two confirmed', f.id::text from funds_fund f
where f.appropriated_fen <> coalesce((
  select sum(case when g.fund_id = f.id then g.fen else -g.fen end) from funds_appropriation g
  where f.id in (g.fund_id, g.source_id) and g.confirmed_by_id is not null), 0)
union all select 'what is held is what holds leave', f.id::text from funds_fund f
where f.held_fen <> coalesce((select sum(h.fen - h.used_fen) from funds_hold h
                              where h.fund_id = f.id), 0)
union all select 'due is entitlement less paid less under way plus recovered', id::text from money
where due_of(id) <> entitled - paid - under_way
union all select 'no more is under way than is due', id::text from money
where under_way > greatest(0, entitled - paid)
union all select 'one attempt of a line is under way', id::text from money where live > 1
union all select 'a line is paid no more than was ever granted', m.id::text from money m
where m.paid > (select coalesce(max(d.fen), 0) from claims_decision d where d.line_id = m.id)
  or m.paid < 0
union all select 'a line says what its money is', id::text from money
where (state = 'ordered') <> (live > 0) or state = 'paid' and (entitled = 0 or paid < entitled)
union all select 'a line says what its decision is', l.id::text from claims_line l
left join stands s on s.line_id = l.id
where case when l.state in ('granted', 'on_notice', 'ordered', 'paid', 'returned')
      then s.outcome is distinct from 'granted'
      when l.state = 'submitted' then coalesce(s.outcome, 'revoked') <> 'revoked'
      else s.outcome is distinct from l.state end
union all select 'decisions of a line follow one another', line_id::text from claims_decision
group by line_id having count(*) <> max(seq) or count(*) filter (where supersedes_id is null) <> 1
union all select 'one decision of a line stands', line_id::text from stands group by line_id
having count(*) > 1
union all select 'two steps are two people', p.what from pairs p
join offices_officer a on a.id = p.one join offices_officer b on b.id = p.other
where a.natural_person = b.natural_person
union all select 'a grant is of its claim, plan, fund and account', d.id::text from claims_decision d
join claims_line l on l.id = d.line_id join claims_claim c on c.id = l.claim_id
join classes_trainingclass t on t.id = c.training_id join documents_plan n on n.id = d.plan_id
left join funds_fund f on f.id = d.fund_id
where n.question <> c.question or n.area <> c.area or d.payee_id <> c.payee_id
  or c.state = 'submitted' or c.reviewed_by_id is null
  or d.seq = 1 and d.maker_id is distinct from c.reviewed_by_id
  or d.outcome = 'granted' and (f.name <> t.fund_name or f.area <> c.area)
  or d.outcome <> 'revoked' and (d.receipt #>> '{answer,fen}')::bigint is distinct from d.fen
union all select 'a learner of a class is granted a kind once', l.enrolment_id::text from stands s
join claims_line l on l.id = s.line_id join claims_claim c on c.id = l.claim_id
where s.outcome = 'granted' group by l.enrolment_id, c.kind having count(*) > 1
union all select 'a cap is kept', s.person_id || ' ' || s.name from claims_slot s
join documents_cap k on k.id = s.cap_id where s.live
group by s.person_id, s.name, s.key having count(*) > min(k.most)
union all select 'a standing grant holds its times, and so does one whose end gives none back',
  d.id::text from claims_decision d left join claims_decision y on y.supersedes_id = d.id
where (select count(*) from claims_slot s where s.decision_id = d.id and s.live)
  <> case when d.outcome = 'granted'
          and (y.id is null or y.outcome = 'revoked' and not exists (
            select 1 from documents_reversal v where v.plan_id = y.plan_id and v.name = case
              when exists (select 1 from claims_reopening r where r.decision_id = d.id)
              then '撤销补贴'
              when exists (select 1 from claims_posting p join notices_objection o
                           on o.line_id = p.notice_line_id and o.upheld where p.decision_id = d.id)
              then '异议成立' end))
          and not exists (select 1 from claims_decision z where z.line_id = d.line_id
                          and z.outcome = 'granted' and z.seq > d.seq)
     then (select count(*) from documents_cap k where k.plan_id = d.plan_id) else 0 end
union all select 'a person is granted an occupation and level once', l.person_id::text
from stands s join claims_line l on l.id = s.line_id join claims_claim c on c.id = l.claim_id
join classes_trainingclass t on t.id = c.training_id
where s.outcome = 'granted' and c.question = 'training_subsidy'
group by l.person_id, t.occupation, t.level having count(*) > 1
union all select 'a person is granted three times at most', g.person_id::text from (
  select l.person_id from stands s join claims_line l on l.id = s.line_id
  join claims_claim c on c.id = l.claim_id
  where s.outcome = 'granted' and c.question = 'training_subsidy'
  union all select person_id from claims_earlier where kind = '职业培训补贴') g
group by g.person_id having count(*) > 3
union all select 'nothing is ordered before its notice stood its days', p.id::text
from payments_line p left join claims_posting g on g.decision_id = p.decision_id
left join notices_line n on n.id = g.notice_line_id left join notices_notice w on w.id = n.notice_id
join claims_decision d on d.id = p.decision_id
where w.id is null or w.work_days < 3 or n.fen <> d.fen
  or p.ordered_on <= least(w.closes_on, (select min(r.closed_on) from notices_reopened r
                                         where r.notice_id = w.id))
union all select 'the last day of a notice is counted in working days', w.id::text
from notices_notice w cross join lateral (
  select c.day from notices_calendarday c where works_on(c.day) and c.day > w.opened_on
  order by c.day offset w.work_days - 1 limit 1) counted
where w.closes_on < counted.day or w.closes_on <> counted.day and not exists (
  select 1 from notices_calendarchange x where x.confirmed_by_id is not null
  and x.day_id > w.opened_on)
union all select 'a notice is what its digest says', w.id::text from notices_notice w
where w.content_digest <> (select encode(sha256(convert_to(string_agg(concat_ws('|', l.number,
  l.shown_name, l.shown_identity, l.shown_text, l.standard, l.fen), E'\n' order by l.number),
  'UTF8')), 'hex') from notices_line l where l.notice_id = w.id)
union all select 'a line is owed no more than its grant, from its fund to its payee', p.id::text
from payments_line p join claims_decision d on d.id = p.decision_id
where p.fen > d.fen or (p.fund_id, p.payee_id, p.account_digest)
  is distinct from (d.fund_id, d.payee_id, d.account_digest)
union all select 'what was answered is what the bank said', a.id::text from tried a
left join payments_bankline k on k.id = a.evidence_id
left join payments_answer w on w.id = k.answer_id
where a.state in ('paid', 'rejected') and (k.id is null or w.batch_id <> a.batch_id
  or k.position <> a.position or k.paid <> (a.state = 'paid') or k.paid and k.fen <> a.fen)
union all select 'what came back is what the statement said', a.id::text from tried a
left join payments_bankline k on k.id = a.bounce_id
left join payments_answer w on w.id = k.answer_id
left join payments_bankline e on e.id = a.evidence_id
where a.state = 'bounced' and (k.came_back and w.is_statement and k.fen = e.fen
  and (w.batch_id, k.position) = (a.batch_id, a.position)) is not true
union all select 'a batch is the sum of its attempts', b.id::text from payments_batch b
join tried a on a.batch_id = b.id group by b.id
having (b.count, b.fen) <> (count(*), sum(a.fen))
union all select 'a batch is one fund and one payee', b.id::text from payments_batch b
join payments_attempt a on a.batch_id = b.id join payments_line p on p.id = a.line_id
where (b.fund_id, b.payee_id) <> (p.fund_id, p.payee_id)
union all select 'attempts are where their batch is', a.id::text from payments_attempt a
join payments_batch b on b.id = a.batch_id
where not (a.state = any (case b.state when 'made' then '{prepared}' when 'confirmed' then
  '{prepared}' when 'voided' then '{voided}' when 'sent' then '{sent,unknown,paid,rejected,bounced}'
  else '{paid,rejected,bounced}' end::text[]))
union all select 'a batch that left was confirmed, and has its one file', b.id::text
from payments_batch b left join payments_paymentfile f on f.batch_id = b.id
left join outbox_message m on m.key = b.number and m.channel = 'bank'
where case when b.state in ('sent', 'settled')
      then b.confirmed_by_id is null or (f.count, f.fen) is distinct from (b.count, b.fen)
      when b.state in ('made', 'voided') then f.id is not null or m.id is not null end
union all select 'a message to the bank is the file of a batch that was sent', m.id::text
from outbox_message m left join payments_batch b on b.number = m.key
where m.channel = 'bank' and (b.id is null or b.state not in ('sent', 'settled'))
union all select 'what came back was confirmed once and entered', r.id::text from payments_recovery r
where r.fen * (r.confirmed_by_id is not null)::int <> coalesce((select sum(e.fen)
  from funds_entry e where e.subject = 'payments.Recovery:' || r.id and e.movement = 'recover'), 0)
union all select 'a closed month takes no entry', e.id::text from funds_entry e
join funds_period p on p.fund_id = e.fund_id and p.checked_at is not null
where (e.at at time zone 'Asia/Shanghai')::date between p.first_day and p.last_day
  and e.recorded_at > (select max(c.recorded_at) from audit_change c
    where c."table" = 'funds_period' and c."row" = p.id::text and c.operation = 'update')
union all select 'nothing official is changed or removed', c."table" || ' ' || c."row"
from audit_change c where c.operation = 'delete' or c.operation = 'update' and c."table" in (
  'claims_decision', 'claims_posting', 'claims_earlier', 'claims_reopening', 'claims_finish',
  'funds_entry', 'payments_line', 'payments_paymentfile', 'payments_answer', 'payments_bankline',
  'notices_notice', 'notices_line', 'notices_calendarday', 'audit_entry', 'documents_plan')
union all select 'a hold is lifted once, and says why', h.id::text from holds_hold h
where h.lifted_at is not null and (h.lifted_by_id is null or h.lifted_because = '')
