call keep_trail_of('payments_recovery');
call never_deleted('payments_recovery');
call scoped_by_area('payments_recovery');
call sees_the_latest('payments_recovery');
alter table payments_recovery add constraint recovery_lies_in_the_area_of_its_line
  foreign key (line_id, area) references claims_line (id, area);
grant select, insert on payments_recovery to jineng_app;
grant update (confirmed_by_id, confirmed_at) on payments_recovery to jineng_app;
create trigger confirmed_once before insert or update on payments_recovery
  for each row execute function is_confirmed_once('confirmed_by_id', 'confirmed_at');
create trigger two_people before update on payments_recovery for each row
  when (new.confirmed_by_id is not null)
  execute function keep_two_people('made_by_id', 'confirmed_by_id');

-- What each fund paid for a claim line, less what came back to it.
create function paid_for(claim_line bigint) returns table (fund_id bigint, fen bigint)
  language sql stable set search_path = public, pg_temp as $$
  select moved.fund, sum(moved.fen)::bigint from (
    select p.fund_id as fund, p.fen from claims_decision d
      join payments_line p on p.decision_id = d.id join payments_attempt a on a.line_id = p.id
      where d.line_id = claim_line and a.state = 'paid'
    union all
    select e.fund_id, -e.fen from payments_recovery r
      join funds_entry e on e.subject = 'payments.Recovery:' || r.id and e.movement = 'recover'
      where r.line_id = claim_line
  ) moved group by moved.fund
$$;
-- What a line is entitled to by the grant that stands; 0 if none does.
create function entitled_to(claim_line bigint) returns bigint
  language sql stable set search_path = public, pg_temp as $$
  select coalesce(sum(d.fen), 0)::bigint from claims_decision d
  where d.line_id = claim_line and d.outcome = 'granted'
    and not exists (select 1 from claims_decision y where y.supersedes_id = d.id)
$$;
-- Due: the entitlement, less what was paid and not recovered, less what is on its way. Below zero:
-- so much is to be recovered. Orders, triggers and pages all ask this one function.
create function due_of(claim_line bigint) returns bigint
  language sql stable set search_path = public, pg_temp as $$
  select entitled_to(claim_line)
    - coalesce((select sum(f.fen) from paid_for(claim_line) f), 0)::bigint
    - coalesce((select sum(p.fen) from claims_decision d
        join payments_line p on p.decision_id = d.id join payments_attempt a on a.line_id = p.id
        where d.line_id = claim_line and a.state in ('prepared', 'sent', 'unknown')), 0)::bigint
$$;
grant execute on function paid_for(bigint), entitled_to(bigint), due_of(bigint) to jineng_app;

-- A decision owes what it grants beyond what was paid: out of what was set aside for its learner
-- first, then out of what is free. What the decision before it still owed is released.
create function decision_moves_the_fund() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare before record; had bigint;
begin
  select coalesce(sum(f.fen), 0) into had from paid_for(new.line_id) f;
  if new.supersedes_id is not null then
    select * into before from claims_decision where id = new.supersedes_id;
    if before.outcome = 'granted' and before.fen > had then
      insert into funds_entry (fund_id, area, movement, fen, subject, entered_by_id, at)
      values (before.fund_id, before.area, 'release', before.fen - had,
              'claims.Decision:' || before.id, new.checker_id, new.at);
    end if;
  end if;
  if new.outcome = 'granted' and new.fen > had then
    perform give_free('enrolment.Enrolment:' || l.enrolment_id, new.fund_id, new.fen - had,
                      'claims.Decision:' || new.id, new.checker_id, new.at)
      from claims_line l where l.id = new.line_id;
    insert into funds_entry (fund_id, area, movement, fen, subject, entered_by_id, at)
    values (new.fund_id, new.area, 'reserve', new.fen - had, 'claims.Decision:' || new.id,
            new.checker_id, new.at);
  end if;
  return null;
end $$;
create trigger moves_the_fund after insert on claims_decision
  for each row execute function decision_moves_the_fund();

-- An attempt takes what is owed on its way, brings it back when it was not paid, and spends it when
-- it was: each once.
create function attempt_takes_the_money() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  insert into funds_entry (fund_id, area, movement, fen, subject, entered_by_id, at)
  select l.fund_id, l.area, 'send', l.fen, 'payments.Attempt:' || new.id, b.made_by_id, b.made_at
  from payments_line l, payments_batch b where l.id = new.line_id and b.id = new.batch_id;
  return null;
end $$;
create trigger takes_the_money after insert on payments_attempt
  for each row execute function attempt_takes_the_money();
create or replace function paid_attempt_moves_the_fund() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  insert into funds_entry (fund_id, area, movement, fen, subject, entered_by_id, at)
  select l.fund_id, l.area, case new.state when 'paid' then 'pay' else 'return' end, l.fen,
         'payments.Attempt:' || new.id,
         coalesce(a.read_by_id, speaking_officer(), b.made_by_id),
         coalesce(a.at, clock_timestamp())
  from payments_line l join payments_batch b on b.id = new.batch_id
    left join payments_bankline k on k.id = new.evidence_id
    left join payments_answer a on a.id = k.answer_id
  where l.id = new.line_id;
  return null;
end $$;
drop trigger moves_the_fund on payments_attempt;
create trigger moves_the_fund after update on payments_attempt for each row
  when (new.state in ('paid', 'rejected', 'voided') and new.state <> old.state)
  execute function paid_attempt_moves_the_fund();

-- As before, and: a line orders what is due, which is less than the grant where some was paid.
create or replace function line_is_due() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare d record; shown record;
begin
  select x.*, b.account_digest as account_now into d from claims_decision x
    join institutions_body b on b.id = x.payee_id where x.id = new.decision_id for share of x;
  if d.outcome <> 'granted'
     or exists (select 1 from claims_decision y where y.supersedes_id = d.id) then
    raise exception 'no grant stands for this line' using errcode = 'J0L01';
  end if;
  select n.closes_on, l.id as line into shown from claims_posting p
    join notices_line l on l.id = p.notice_line_id join notices_notice n on n.id = l.notice_id
    where p.decision_id = d.id;
  if shown.closes_on is null or new.ordered_on <= shown.closes_on
     or today_here() <= shown.closes_on then
    raise exception 'the notice has not stood its full working days' using errcode = 'J0L02';
  end if;
  if new.ordered_on > today_here() then
    raise exception 'a line cannot be ordered in the future' using errcode = 'J0L02';
  end if;
  if exists (select 1 from notices_objection o where o.line_id = shown.line
             and o.upheld is distinct from false) then
    raise exception 'an objection to this line is open or was upheld' using errcode = 'J0L03';
  end if;
  if exists (select 1 from holds_hold h where h.lifted_at is null
             and h.subject = 'claims.Line:' || d.line_id) then
    raise exception 'this line is on hold' using errcode = 'J0L04';
  end if;
  if (new.fen, new.fund_id, new.payee_id, new.account_digest)
     is distinct from (due_of(d.line_id), d.fund_id, d.payee_id, d.account_digest) then
    raise exception 'amount, fund, payee or account differ from what is due by the decision'
      using errcode = 'J0L05';
  end if;
  if d.account_digest is distinct from d.account_now then
    raise exception 'the account was changed after the decision' using errcode = 'J0L06';
  end if;
  new.ordered_at := clock_timestamp();
  return new;
end $$;
create function attempt_is_of_what_is_due() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if (select l.fen <> due_of(d.line_id) from payments_line l
      join claims_decision d on d.id = l.decision_id where l.id = new.line_id) then
    raise exception 'the line is not what is due any more' using errcode = 'J0L05';
  end if;
  return new;
end $$;
create trigger of_what_is_due before insert on payments_attempt
  for each row execute function attempt_is_of_what_is_due();

-- Money may have moved: only after every attempt was rejected or voided may a decision be replaced,
-- but for one that was paid and opened again.
create or replace function decision_waits_for_the_money() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  perform 1 from claims_decision where id = new.supersedes_id for update;
  if exists (select 1 from payments_line l join payments_attempt a on a.line_id = l.id
             where l.decision_id = new.supersedes_id and (
               a.state in ('prepared', 'sent', 'unknown')
               or a.state = 'paid' and not exists (
                 select 1 from claims_reopening r where r.decision_id = new.supersedes_id))) then
    raise exception 'money may have moved under this decision' using errcode = 'J0D10';
  end if;
  return new;
end $$;

-- A claim line says ordered, paid or returned only when the payment of the decision that stands is
-- so; and it does not say paid while more is due.
create or replace function line_is_paid_as_it_says() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  if (select state from claims_line where id = new.id) <> new.state then return null; end if;
  if new.state in ('ordered', 'paid', 'returned') and not exists (
      select 1 from claims_decision d join payments_line p on p.decision_id = d.id
      join payments_attempt a on a.line_id = p.id
      where d.line_id = new.id
        and not exists (select 1 from claims_decision y where y.supersedes_id = d.id) and (
        new.state = 'ordered' and a.state in ('prepared', 'sent', 'unknown')
        or new.state = 'paid' and a.state = 'paid'
        or new.state = 'returned' and a.state in ('rejected', 'voided') and not exists (
          select 1 from payments_attempt b where b.line_id = p.id
          and b.state in ('prepared', 'sent', 'unknown', 'paid')))) then
    raise exception 'line %: its payment does not make it %', new.id, new.state
      using errcode = 'J0L07';
  end if;
  return null;
end $$;
create function paid_line_owes_nothing() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if (select l.state = 'paid' and due_of(l.id) > 0 from claims_line l where l.id = new.line_id) then
    raise exception 'line %: more is due, it does not say paid', new.line_id using errcode = 'J0L08';
  end if;
  return null;
end $$;
create constraint trigger paid_line_owes_nothing after insert on claims_decision
  deferrable initially deferred for each row execute function paid_line_owes_nothing();

-- Money comes back only as far as more was paid than stands, and goes to the funds it came from in
-- proportion to what each paid; the last fen go to the largest remainders.
create function recovery_is_of_what_was_overpaid() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  perform 1 from claims_line where id = new.line_id for no key update;
  if new.fen > (select coalesce(sum(f.fen), 0) from paid_for(new.line_id) f)
               - entitled_to(new.line_id) then
    raise exception 'no more comes back than was paid beyond what stands' using errcode = 'J0L09';
  end if;
  return new;
end $$;
create trigger of_what_was_overpaid before insert or update on payments_recovery
  for each row execute function recovery_is_of_what_was_overpaid();
create function recovery_goes_back() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  insert into funds_entry (fund_id, area, movement, fen, subject, entered_by_id, at)
  select s.fund_id, f.area, 'recover', s.share, 'payments.Recovery:' || new.id,
         new.confirmed_by_id, new.confirmed_at
  from (
    select r.fund_id, r.part + case when row_number() over (order by r.rest desc, r.fund_id)
                                         <= new.fen - sum(r.part) over () then 1 else 0 end as share
    from (
      select p.fund_id, div(new.fen::numeric * p.fen, t.fen)::bigint as part,
             mod(new.fen::numeric * p.fen, t.fen) as rest
      from paid_for(new.line_id) p, (select sum(a.fen) as fen from paid_for(new.line_id) a) t
      where p.fen > 0
    ) r
  ) s join funds_fund f on f.id = s.fund_id where s.share > 0 order by s.fund_id;
  return null;
end $$;
create trigger goes_back after update on payments_recovery for each row
  when (new.confirmed_by_id is not null and old.confirmed_by_id is null)
  execute function recovery_goes_back();

-- What a month of a fund leaves unexplained: one sentence each. Nothing may be left when it closes.
create function unexplained(fund bigint, until date) returns table (says text)
  language sql stable set search_path = public, pg_temp as $$
  select b.number || ' 第 ' || a.position || ' 笔'
         || case a.state when 'unknown' then '结果不明' else '银行还没有回音' end
  from payments_attempt a join payments_batch b on b.id = a.batch_id
  where b.fund_id = fund and a.state in ('sent', 'unknown')
    and (b.made_at at time zone 'Asia/Shanghai')::date <= until
  union all
  select b.number || ' 我方记已付与银行扣款相差 ' || said.ours - said.theirs || ' 分'
  from payments_batch b cross join lateral (
    select coalesce((select sum(l.fen) from payments_attempt a
             join payments_line l on l.id = a.line_id
             where a.batch_id = b.id and a.state = 'paid'), 0) as ours,
           coalesce((select sum(k.fen) from (
             select distinct on (k.reference) k.fen from payments_bankline k
             join payments_answer w on w.id = k.answer_id
             where w.batch_id = b.id and k.paid order by k.reference, k.id desc) k), 0) as theirs
  ) said where b.fund_id = fund and said.ours <> said.theirs
    and (b.made_at at time zone 'Asia/Shanghai')::date <= until
  union all
  select b.number || ' 的银行文件有 ' || i.bad || ' 行不是我方的'
  from (select distinct on (w.batch_id, w.is_statement) w.batch_id, w.file_id
        from payments_answer w order by w.batch_id, w.is_statement, w.id desc) w
  join payments_batch b on b.id = w.batch_id
  join documents_intake i on i.file_id = w.file_id and i.purpose = 'bank' and i.bad > 0
  where b.fund_id = fund and (b.made_at at time zone 'Asia/Shanghai')::date <= until
  union all
  select '账户余额与分录不符'
  from funds_fund f where f.id = fund and (f.held_fen, f.owed_fen, f.sent_fen, f.paid_fen)
    <> (select
      (coalesce(sum(fen) filter (where target = 'held'), 0)
       - coalesce(sum(fen) filter (where source = 'held'), 0))::bigint,
      (coalesce(sum(fen) filter (where target = 'owed'), 0)
       - coalesce(sum(fen) filter (where source = 'owed'), 0))::bigint,
      (coalesce(sum(fen) filter (where target = 'sent'), 0)
       - coalesce(sum(fen) filter (where source = 'sent'), 0))::bigint,
      (coalesce(sum(fen) filter (where target = 'paid'), 0)
       - coalesce(sum(fen) filter (where source = 'paid'), 0))::bigint
      from funds_entry e where e.fund_id = fund)
$$;
grant execute on function unexplained(bigint, date) to jineng_app;
create function month_is_explained() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare first text;
begin
  perform 1 from funds_fund where id = new.fund_id for no key update;
  select u.says into first from unexplained(new.fund_id, new.last_day) u limit 1;
  if found then
    raise exception 'the month is not explained: %', first using errcode = 'J0F10';
  end if;
  return new;
end $$;
create trigger is_explained before update on funds_period for each row
  when (new.checked_by_id is not null and old.checked_by_id is null)
  execute function month_is_explained();
