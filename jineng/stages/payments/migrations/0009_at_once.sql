-- What is due is asked of many lines at once: an answer of the bank asks it of every line of it. The
-- two functions below have no path of their own, so that they are planned as part of who asks them.
create or replace function paid_for(claim_line bigint) returns table (fund_id bigint, fen bigint)
  language sql stable as $$
  select moved.fund, sum(moved.fen)::bigint from (
    select p.fund_id as fund, k.fen from claims_decision d
      join payments_line p on p.decision_id = d.id join payments_attempt a on a.line_id = p.id
      join payments_bankline k on k.id = a.evidence_id
      where d.line_id = claim_line and a.state = 'paid'
    union all
    select e.fund_id, -e.fen from payments_recovery r
      join funds_entry e on e.subject = 'payments.Recovery:' || r.id and e.movement = 'recover'
      where r.line_id = claim_line
  ) moved group by moved.fund
$$;
-- Due: the entitlement by the grant that stands, less what was paid and not recovered, less what is
-- on its way; below zero, so much is to be recovered. Orders, triggers and pages all ask this one.
create function dues_of(lines bigint[]) returns table (line bigint, entitled bigint, fen bigint)
  language sql stable as $$
  select l.line, granted.fen, granted.fen - paid.fen - going.fen
  from unnest(lines) as l (line)
  cross join lateral (select coalesce(sum(d.fen), 0)::bigint as fen from claims_decision d
    where d.line_id = l.line and d.outcome = 'granted'
      and not exists (select 1 from claims_decision y where y.supersedes_id = d.id)) granted
  cross join lateral (select coalesce(sum(f.fen), 0)::bigint as fen from paid_for(l.line) f) paid
  cross join lateral (select coalesce(sum(p.fen), 0)::bigint as fen from claims_decision d
    join payments_line p on p.decision_id = d.id join payments_attempt a on a.line_id = p.id
    where d.line_id = l.line and a.state in ('prepared', 'sent', 'unknown')) going
$$;
grant execute on function dues_of(bigint[]) to jineng_app;
create or replace function entitled_to(claim_line bigint) returns bigint
  language sql stable set search_path = public, pg_temp as $$
  select d.entitled from dues_of(array[claim_line]) d
$$;
create or replace function due_of(claim_line bigint) returns bigint
  language sql stable set search_path = public, pg_temp as $$
  select d.fen from dues_of(array[claim_line]) d
$$;

-- What the lines say that a statement moved is checked for all of them at once, when the transaction
-- ends: until then they stand here. Nobody but the guards reads or writes it.
create table claims_moved (
  id bigint generated always as identity primary key, lines bigint[] not null);
create function lines_were_moved() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  insert into claims_moved (lines) select array_agg(f.id order by f.id) from fresh f
    having count(*) > 0;
  return null;
end $$;
create trigger were_moved after update on claims_line referencing new table as fresh
  for each statement execute function lines_were_moved();
drop trigger is_where_it_says on claims_line;
drop trigger is_paid_as_it_says on claims_line;
create or replace function line_is_where_it_says() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
declare odd record;
begin
  select l.id, l.state into odd from claims_line l
    left join claims_decision d on d.line_id = l.id and not exists (
      select 1 from claims_decision y where y.supersedes_id = d.id)
    left join claims_posting p on p.decision_id = d.id
    where l.id = any(new.lines) and (
      l.state in ('granted', 'refused', 'referred', 'revoked')
        and d.outcome is distinct from l.state
      or l.state = 'submitted' and d.outcome in ('granted', 'refused', 'referred')
      or l.state in ('on_notice', 'ordered', 'paid', 'returned')
        and (d.outcome is distinct from 'granted' or p.id is null))
    order by l.id limit 1;
  if odd.id is not null then
    raise exception 'line %: its decision does not make it %', odd.id, odd.state
      using errcode = 'J0D08';
  end if;
  return null;
end $$;
-- What says paid is what was paid and did not come back, by whatever decision: a line that was granted
-- again while all of it was still paid says paid when its notice has stood.
create or replace function line_is_paid_as_it_says() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
declare odd record;
begin
  select l.id, l.state into odd from claims_line l cross join lateral dues_of(array[l.id]) due
    cross join lateral (
      select count(a.id) as n,
             count(*) filter (where a.state in ('prepared', 'sent', 'unknown')) as going
      from claims_decision d join payments_line p on p.decision_id = d.id
      join payments_attempt a on a.line_id = p.id
      where d.line_id = l.id
        and not exists (select 1 from claims_decision y where y.supersedes_id = d.id)) tried
    where l.id = any(new.lines) and l.state in ('ordered', 'paid', 'returned')
      and not case l.state when 'ordered' then tried.going > 0
        when 'paid' then tried.going = 0 and due.entitled > 0 and due.fen <= 0
        else tried.n > 0 and tried.going = 0 and due.fen > 0 end
    order by l.id limit 1;
  if odd.id is not null then
    raise exception 'line %: its payment does not make it %', odd.id, odd.state
      using errcode = 'J0L07';
  end if;
  return null;
end $$;
create function lines_were_checked() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  delete from claims_moved where id = new.id;
  return null;
end $$;
create constraint trigger are_where_they_say after insert on claims_moved
  deferrable initially deferred for each row execute function line_is_where_it_says();
create constraint trigger are_paid_as_they_say after insert on claims_moved
  deferrable initially deferred for each row execute function line_is_paid_as_it_says();
create constraint trigger were_checked after insert on claims_moved
  deferrable initially deferred for each row execute function lines_were_checked();

-- As before, but an attempt is voided only with its batch; what the bank said is written as the
-- attempt moves by it, not before, else nothing could be written of it any more; and it is looked up
-- at once for all that a statement moved.
create or replace function attempt_goes_by_evidence() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
declare of_line bigint;
begin
  if old.evidence_id is not null and (new.evidence_id, new.resolved_by_id, new.confirmed_by_id)
     is distinct from (old.evidence_id, old.resolved_by_id, old.confirmed_by_id)
     or old.bounce_id is not null and (new.bounce_id, new.bounced_by_id)
     is distinct from (old.bounce_id, old.bounced_by_id) then
    raise exception 'the evidence of an attempt stays' using errcode = 'J0B03';
  end if;
  if new.state in ('prepared', 'sent', 'unknown', 'voided') and new.evidence_id is not null
     or new.state = old.state and (new.evidence_id, new.confirmed_by_id, new.bounce_id,
       new.bounced_by_id) is distinct from (old.evidence_id, old.confirmed_by_id, old.bounce_id,
       old.bounced_by_id) then
    raise exception 'what the bank said is written as the attempt moves' using errcode = 'J0B03';
  end if;
  if new.state = old.state then return new; end if;
  if new.state = 'sent' then
    select d.line_id into of_line from payments_line l
      join claims_decision d on d.id = l.decision_id where l.id = new.line_id;
    if not exists (select 1 from payments_batch b where b.id = new.batch_id
                   and b.state = 'sent') then
      raise exception 'an attempt is sent with its batch' using errcode = 'J0B04';
    end if;
    if exists (select 1 from holds_hold h where h.lifted_at is null
               and h.subject = 'claims.Line:' || of_line) then
      raise exception 'this line is on hold' using errcode = 'J0L04';
    end if;
    if said_paid(of_line) then
      raise exception 'the bank said of an earlier attempt that it was paid'
        using errcode = 'J0B11';
    end if;
    if exists (select 1 from payments_line l join claims_posting g on g.decision_id = l.decision_id
               join notices_objection o on o.line_id = g.notice_line_id
               where l.id = new.line_id and o.upheld is distinct from false) then
      raise exception 'an objection to this line is open or was upheld' using errcode = 'J0L03';
    end if;
  end if;
  if new.state = 'voided' then
    perform 1 from payments_batch where id = new.batch_id for share;
    if (select state from payments_batch where id = new.batch_id) <> 'voided' then
      raise exception 'what was confirmed is sent whole' using errcode = 'J0B12';
    end if;
  end if;
  return new;
end $$;
create function attempts_go_by_the_bank() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare odd record;
begin
  select n.id, n.resolved_by_id, n.confirmed_by_id, o.state as before, w.is_statement,
         k.id is not null and w.batch_id = n.batch_id and k.position = n.position
           and k.paid = (n.state = 'paid')
           and (not k.paid or k.fen = l.fen or o.state = 'unknown') as said
    into odd from fresh n join stale o on o.id = n.id join payments_line l on l.id = n.line_id
    left join payments_bankline k on k.id = n.evidence_id
    left join payments_answer w on w.id = k.answer_id
    where n.state <> o.state and n.state in ('paid', 'rejected') and (
      (k.id is not null and w.batch_id = n.batch_id and k.position = n.position
        and k.paid = (n.state = 'paid')
        and (not k.paid or k.fen = l.fen or o.state = 'unknown')) is not true
      or o.state = 'unknown' and (not w.is_statement or n.resolved_by_id is null
                                  or n.confirmed_by_id is null))
    order by n.id limit 1;
  if odd.id is null then return null; end if;
  if odd.said is not true then
    raise exception 'the bank did not say this of this attempt' using errcode = 'J0B05';
  end if;
  raise exception 'leaving unknown needs the statement of the bank and two people'
    using errcode = 'J0B06';
end $$;
create trigger go_by_the_bank after update on payments_attempt
  referencing old table as stale new table as fresh
  for each statement execute function attempts_go_by_the_bank();
