-- What belongs to one batch. Each part stands under its name and is sent after the first one.
-- : of_batch
with batch as (select id, fund_id from payments_batch where number = %(batch)s),
attempt as (select id, line_id from payments_attempt where batch_id in (select id from batch)),
owed as (select id, decision_id from payments_line where id in (select line_id from attempt)),
claimed as (select line_id as id from claims_decision
            where id in (select decision_id from owed)),
decided as (select id, plan_id from claims_decision where line_id in (select id from claimed)),
posted as (select id, notice_line_id from claims_posting
           where decision_id in (select decision_id from owed)),
noticed as (select id, opened_on, closes_on from notices_notice where id in (
              select notice_id from notices_line where id in (select notice_line_id from posted))),
shown as (select id from notices_line where notice_id in (select id from noticed)),
answered as (select id from payments_answer where batch_id in (select id from batch))
-- : records
select t.KEY::text, to_jsonb(t)::text, encode(sha256(convert_to(to_jsonb(t)::text, 'UTF8')), 'hex')
from TABLE t where CONDITION order by t.KEY
-- : learners
select q.id, e.name, e.shown_identity, e.row from claims_line q
join enrolment_enrolment e on e.id = q.enrolment_id where q.id in (select id from claimed)
order by q.id
-- : links
select fund, number, "table", "row", encode(digest, 'hex') as digest,
  encode(chain, 'hex') as chain
from audit_link where fund in (select fund_id from batch) order by number
-- : changes
select id, "table", "row", operation, encode(before, 'hex') as before,
  encode(after, 'hex') as after, officer, verb, role, transaction, recorded_at
from audit_change
where ("table", "row") in (select * from unnest(%(tables)s::text[], %(rows)s::text[]))
  and transaction < (select max(horizon) from audit_block) order by id
-- : blocks
select number, begins, horizon, ahead, count, encode(digest, 'hex') as digest, chains,
  encode(before, 'hex') as before, encode(head, 'hex') as head, sealed_at
from audit_block order by number
-- : leaves
select number, leaves from audit_block b where exists (
  select 1 from unnest(%(transactions)s::bigint[]) as of (t)
  where t >= b.begins and t < b.horizon) order by number
