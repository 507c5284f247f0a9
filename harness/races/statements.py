"""What do the sessions of a race write? Each statement is right as it stands, if it comes alone.

The names in them are those of the rows they belong to, and of the people of the county.
"""

DAY, NEXT = "2024-10-14 09:00+08", "2024-10-14 15:00+08"
# A decision that supersedes another one of its line: a grant, or what takes it back.
_DECISION = """
insert into claims_decision (line_id, area, seq, supersedes_id, outcome, fen, rule, clause, message,
  plan_id, fund_id, payee_id, account_digest, receipt, maker_id, checker_id, at)
select line_id, area, seq + 1, id, {outcome}, {fen}, rule, clause, message, plan_id, {fund},
  payee_id, account_digest, {receipt}, {maker}, %(county_checker)s, now()
from claims_decision where id = (select max(id) from claims_decision where line_id = %(claim_line)s)
"""
_AGAIN = {"fund": "%(fund)s", "fen": "%(fen)s", "outcome": "'granted'", "receipt": "%(receipt)s"}
_BACK = {"fund": "null", "fen": "0", "outcome": "'revoked'", "receipt": "'{}'"}
GRANT = _DECISION.format(**_AGAIN, maker="maker_id")
REVOKE = _DECISION.format(**_BACK, maker="maker_id")
FIRST_GRANT = """
insert into claims_decision (line_id, area, seq, outcome, fen, rule, clause, message, plan_id,
  fund_id, payee_id, account_digest, receipt, maker_id, checker_id, at)
select l.id, l.area, 1, 'granted', %(fen)s, 'race', '试', '试', p.id, %(fund)s, c.payee_id,
  b.account_digest, %(receipt)s, c.reviewed_by_id, %(county_checker)s, now()
from claims_line l join claims_claim c on c.id = l.claim_id
join classes_trainingclass t on t.id = c.training_id join institutions_body b on b.id = c.payee_id
join documents_plan p on (p.question, p.kind, p.area) = (c.question, c.kind, c.area)
  and p.in_force @> t.ends_on
where l.id = %(claim_line)s
"""
LINE_SAYS = "update claims_line set state = %(state)s where id = %(claim_line)s"

BATCH = f"""
insert into payments_batch (number, key, area, fund_id, payee_id, count, fen, state, made_by_id,
  made_at)
select %(batch)s, %(batch)s, area, fund_id, payee_id, 1, fen, 'made', %(finance_maker)s, '{DAY}'
from payments_line where id = %(line)s
"""
ATTEMPT = """
insert into payments_attempt (line_id, number, batch_id, position, area, state)
select l.id, (select count(*) + 1 from payments_attempt a where a.line_id = l.id), b.id, 1, l.area,
  'prepared'
from payments_line l, payments_batch b where l.id = %(line)s and b.number = %(batch)s
"""
OWE = """
insert into payments_line (decision_id, area, fund_id, payee_id, fen, account_digest, ordered_on)
select id, area, fund_id, payee_id, due_of(line_id), account_digest, date '2024-10-14'
from claims_decision where id = (select max(id) from claims_decision where line_id = %(claim_line)s)
"""
CONFIRM = f"""
update payments_batch set state = 'confirmed', confirmed_by_id = %(finance_checker)s,
  confirmed_at = '{DAY}' where number = %(batch)s and state = 'made'
"""
FILE = """
insert into payments_paymentfile (batch_id, area, name, content_cipher, count, fen, digest)
select id, area, number || '.csv', 'sealed', count, fen, 'sm3' from payments_batch
where number = %(batch)s
"""
SEND = "update payments_batch set state = 'sent' where number = %(batch)s and state = 'confirmed'"
_MOVE = """
update payments_attempt set {} where state = '{}'
  and batch_id = (select id from payments_batch where number = %(batch)s)
"""
_BY = """state = %(state)s, evidence_id = (
  select max(k.id) from payments_bankline k join payments_answer w on w.id = k.answer_id
  join documents_file f on f.id = w.file_id where f.digest = %(paper)s)"""
SEND_ATTEMPT = _MOVE.format("state = 'sent'", "prepared")
GIVE_UP = """
update payments_batch set state = 'voided'
  where number = %(batch)s and state in ('made', 'confirmed')
"""
VOID = _MOVE.format("state = 'voided'", "prepared")
LOSE = _MOVE.format("state = 'unknown'", "sent")
OWN = _MOVE.format("resolved_by_id = %(finance_maker)s", "unknown")
SAID = _MOVE.format(_BY, "sent")
RESOLVE = _MOVE.format(_BY + ", confirmed_by_id = %(finance_checker)s", "unknown")

PAPER = f"""
insert into documents_file (digest, name, kind, content_cipher, received_by_id, received_at)
values (%(paper)s, %(paper)s, 'bank', 'sealed', %(finance_checker)s, '{NEXT}')
"""
ANSWER = f"""
insert into payments_answer (file_id, area, batch_id, is_statement, read_by_id, at)
select f.id, b.area, b.id, %(statement)s, %(finance_checker)s, '{NEXT}'
from documents_file f, payments_batch b where f.digest = %(paper)s and b.number = %(batch)s
"""
BANK_LINE = """
insert into payments_bankline (answer_id, area, row, position, paid, fen, reference, remark)
select w.id, w.area, 2, 1, %(paid)s, b.fen, case when %(paid)s then %(paper)s else '' end, ''
from payments_answer w join documents_file f on f.id = w.file_id
join payments_batch b on b.id = w.batch_id where f.digest = %(paper)s
"""

PROPOSE = f"""
insert into funds_appropriation (fund_id, area, source_id, fen, document, proposed_by_id,
  proposed_at)
select id, area, %(source)s, %(fen)s, %(document)s, %(finance_maker)s, '{DAY}' from funds_fund
where id = %(fund)s
"""
AGREE = """
update funds_appropriation set confirmed_by_id = %(by)s, confirmed_at = %(at)s
where document = %(document)s and confirmed_by_id is null
"""
AGREE_AGAIN = AGREE.replace(" and confirmed_by_id is null", "")
CLOSE = """
insert into funds_period (fund_id, area, first_day, last_day, closed_by_id, closed_at)
select id, area, %(first)s::date, (%(first)s::date + interval '1 month')::date - 1,
  %(finance_maker)s, now() from funds_fund where id = %(fund)s
"""
CHECK = """
update funds_period set checked_by_id = %(finance_checker)s, checked_at = now()
where fund_id = %(fund)s and first_day = %(first)s and checked_by_id is null
"""

OBJECT = """
insert into notices_objection (line_id, said, lodged_at, answer)
select p.notice_line_id, '此人没有参加培训',
  (n.closes_on + time '12:00') at time zone 'Asia/Shanghai', '' from claims_posting p
join notices_line s on s.id = p.notice_line_id join notices_notice n on n.id = s.notice_id
where p.decision_id = (select max(id) from claims_decision where line_id = %(claim_line)s)
"""
DISMISS = f"""
update notices_objection set upheld = false, answer = '经查', answered_by_id = %(county_leader)s,
  answered_at = '{DAY}' where upheld is null and line_id in (select p.notice_line_id
  from claims_posting p join claims_decision d on d.id = p.decision_id
  where d.line_id = %(claim_line)s)
"""
HOLD = f"""
insert into holds_hold (subject, reason, placed_by_id, placed_at, lifted_because)
select 'claims.Line:' || id, '举报核查', %(county_leader)s, '{DAY}', '' from claims_line
where id = %(claim_line)s
"""
LIFT = f"""
update holds_hold set lifted_at = '{DAY}', lifted_by_id = %(county_leader)s,
  lifted_because = '查无实据' where subject = 'claims.Line:' || %(claim_line)s and lifted_at is null
"""
REOPEN = """
insert into claims_reopening (decision_id, area, wanted, reason, asked_by_id, at)
select id, area, 'revoked', '冒名顶替', %(county_reviewer)s, now()
from claims_decision where id = (select max(id) from claims_decision where line_id = %(claim_line)s)
"""
REVOKE_PAID = _DECISION.format(**_BACK, maker="%(county_reviewer)s")
RECOVER = f"""
insert into payments_recovery (line_id, area, fen, reference, made_by_id, made_at)
select id, area, %(fen)s, %(document)s, %(finance_maker)s, '{DAY}' from claims_line
where id = %(claim_line)s
"""
BACK = f"""
update payments_recovery set confirmed_by_id = %(finance_checker)s, confirmed_at = '{DAY}'
where reference = %(document)s and confirmed_by_id is null
"""
NOTICE = """
insert into notices_notice (number, kind, area, title, opened_on, work_days, clause, content_digest,
  posted_by_id, posted_at)
select %(notice)s, n.kind, n.area, n.title, date '2024-10-08', n.work_days, n.clause,
  encode(sha256(convert_to(concat_ws('|', 1, l.shown_name, l.shown_identity, l.shown_text,
    l.standard, l.fen), 'UTF8')), 'hex'), n.posted_by_id, n.posted_at
from notices_line l join notices_notice n on n.id = l.notice_id where l.id = %(shown)s
"""
NOTICE_LINE = """
insert into notices_line (notice_id, number, shown_name, shown_identity, shown_text, standard, fen)
select n.id, 1, l.shown_name, l.shown_identity, l.shown_text, l.standard, l.fen
from notices_line l, notices_notice n where l.id = %(shown)s and n.number = %(notice)s
"""
POSTING = """
insert into claims_posting (decision_id, notice_line_id, area)
select d.id, l.id, d.area from claims_decision d, notices_line l
join notices_notice n on n.id = l.notice_id
where n.number = %(notice)s
  and d.id = (select max(id) from claims_decision where line_id = %(claim_line)s)
"""
