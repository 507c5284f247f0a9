grant update (bounce_id, bounced_by_id) on payments_attempt to jineng_app;

drop trigger moves on payments_attempt;
create trigger moves before insert or update on payments_attempt for each row
  execute function keep_moves('prepared', 'prepared>sent', 'prepared>voided', 'sent>paid',
    'sent>rejected', 'sent>unknown', 'unknown>paid', 'unknown>rejected', 'paid>bounced');
drop trigger moves on claims_line;
create trigger moves before insert or update on claims_line for each row
  execute function keep_moves('submitted', 'submitted>granted', 'submitted>refused',
    'submitted>referred', 'granted>on_notice', 'on_notice>submitted', 'on_notice>ordered',
    'ordered>paid', 'ordered>returned', 'returned>ordered', 'paid>returned', 'paid>granted',
    'paid>revoked', 'revoked>granted');

-- What was paid is what the bank says it paid.
create or replace function paid_for(claim_line bigint) returns table (fund_id bigint, fen bigint)
  language sql stable set search_path = public, pg_temp as $$
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
-- What the bank debited for a batch by its own lines, less what it sent back of that: a debit that
-- an answer and a statement both tell of is one debit.
create function debited_of(batch bigint) returns bigint
  language sql stable set search_path = public, pg_temp as $$
  with said as (
    select k.* from payments_bankline k join payments_answer w on w.id = k.answer_id
    where w.batch_id = batch
  ), back as (
    select distinct on (s.position) s.fen from said s where s.came_back and exists (
      select 1 from said p where p.position = s.position and p.paid)
    order by s.position, s.id desc
  )
  select (coalesce((select sum(p.fen) from (select distinct on (reference) fen from said
                    where paid order by reference, id desc) p), 0)
          - coalesce((select sum(fen) from back), 0))::bigint
$$;
-- Whether any word of the bank says of a claim line that an attempt was paid which we hold for
-- rejected or voided. Nothing is tried again then.
create function said_paid(claim_line bigint) returns boolean
  language sql stable set search_path = public, pg_temp as $$
  select exists (
    select 1 from claims_decision d join payments_line p on p.decision_id = d.id
    join payments_attempt a on a.line_id = p.id
    join payments_answer w on w.batch_id = a.batch_id
    join payments_bankline k on k.answer_id = w.id and k.position = a.position
    where d.line_id = claim_line and a.state in ('rejected', 'voided') and k.paid)
$$;
grant execute on function debited_of(bigint), said_paid(bigint) to jineng_app;

-- A further line is of a grant whose line before it is not under way: what is due says how much.
create function further_line_follows() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  perform 1 from payments_line where id = new.follows_id for no key update;
  if not exists (select 1 from payments_line p where p.id = new.follows_id
                 and p.decision_id = new.decision_id)
     or exists (select 1 from payments_attempt a where a.line_id = new.follows_id
                and a.state in ('prepared', 'sent', 'unknown')) then
    raise exception 'a further line follows one of its grant that is not under way'
      using errcode = 'J0L10';
  end if;
  return new;
end $$;
create trigger further_follows before insert on payments_line for each row
  when (new.follows_id is not null) execute function further_line_follows();

-- As before, and: whatever line of the grant the bank said it paid stands in the way, not only the
-- same one.
create or replace function attempt_may_begin() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare pay record; batch record; of_line bigint;
begin
  select l.* into pay from payments_line l where l.id = new.line_id;
  select d.line_id into of_line from claims_decision d where d.id = pay.decision_id for share;
  if exists (select 1 from claims_decision y where y.supersedes_id = pay.decision_id) then
    raise exception 'the decision was superseded' using errcode = 'J0L01';
  end if;
  if exists (select 1 from holds_hold h
             where h.lifted_at is null and h.subject = 'claims.Line:' || of_line) then
    raise exception 'this line is on hold' using errcode = 'J0L04';
  end if;
  if exists (select 1 from claims_posting p join notices_objection o on o.line_id = p.notice_line_id
             where p.decision_id = pay.decision_id and o.upheld is distinct from false) then
    raise exception 'an objection to this line is open or was upheld' using errcode = 'J0L03';
  end if;
  if said_paid(of_line) then
    raise exception 'the bank said of an earlier attempt that it was paid' using errcode = 'J0B11';
  end if;
  select * into batch from payments_batch where id = new.batch_id;
  if batch.made_in <> txid_current() or batch.state <> 'made'
     or (batch.fund_id, batch.payee_id) <> (pay.fund_id, pay.payee_id) then
    raise exception 'a batch holds lines of one fund and one payee, as it was made'
      using errcode = 'J0B01';
  end if;
  if new.number <> (select count(*) + 1 from payments_attempt a where a.line_id = new.line_id) then
    raise exception 'attempts of a line follow one another' using errcode = 'J0B02';
  end if;
  if (new.evidence_id, new.resolved_by_id, new.confirmed_by_id, new.bounce_id, new.bounced_by_id)
     is distinct from (null::bigint, null::bigint, null::bigint, null::bigint, null::bigint) then
    raise exception 'an attempt begins without an answer' using errcode = 'J0B02';
  end if;
  new.unknown_since := null;
  new.owned_at := null;
  return new;
end $$;

-- As before, and: an attempt is paid with another sum than was ordered only where the statement of
-- the bank says so and two people took it; what it paid comes back only by the bank's statement.
create or replace function attempt_goes_by_evidence() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
declare bank record; of_line bigint;
begin
  if old.evidence_id is not null and (new.evidence_id, new.resolved_by_id, new.confirmed_by_id)
     is distinct from (old.evidence_id, old.resolved_by_id, old.confirmed_by_id)
     or old.bounce_id is not null and (new.bounce_id, new.bounced_by_id)
     is distinct from (old.bounce_id, old.bounced_by_id) then
    raise exception 'the evidence of an attempt stays' using errcode = 'J0B03';
  end if;
  if new.state = old.state then return new; end if;
  if new.state = 'sent' then
    select d.line_id into of_line from payments_line l
      join claims_decision d on d.id = l.decision_id where l.id = new.line_id;
  end if;
  if new.state = 'sent' and not exists (select 1 from payments_batch b
       where b.id = new.batch_id and b.state = 'sent') then
    raise exception 'an attempt is sent with its batch' using errcode = 'J0B04';
  end if;
  if new.state = 'sent' and exists (select 1 from holds_hold h
      where h.lifted_at is null and h.subject = 'claims.Line:' || of_line) then
    raise exception 'this line is on hold' using errcode = 'J0L04';
  end if;
  if new.state = 'sent' and said_paid(of_line) then
    raise exception 'the bank said of an earlier attempt that it was paid' using errcode = 'J0B11';
  end if;
  if new.state = 'sent' and exists (
      select 1 from payments_line l join claims_posting g on g.decision_id = l.decision_id
      join notices_objection o on o.line_id = g.notice_line_id
      where l.id = new.line_id and o.upheld is distinct from false) then
    raise exception 'an objection to this line is open or was upheld' using errcode = 'J0L03';
  end if;
  if new.state = 'voided' then
    perform 1 from payments_batch where id = new.batch_id for share;
    if (select state from payments_batch where id = new.batch_id) <> 'made' then
      raise exception 'what was confirmed is sent whole' using errcode = 'J0B12';
    end if;
  end if;
  if new.state in ('paid', 'rejected') then
    select k.*, a.batch_id, a.is_statement, l.fen as owed into bank from payments_bankline k
      join payments_answer a on a.id = k.answer_id
      join payments_line l on l.id = new.line_id where k.id = new.evidence_id;
    if bank is null or bank.batch_id <> new.batch_id or bank.position <> new.position
       or bank.paid <> (new.state = 'paid')
       or bank.paid and bank.fen <> bank.owed and old.state <> 'unknown' then
      raise exception 'the bank did not say this of this attempt' using errcode = 'J0B05';
    end if;
    if old.state = 'unknown' and (not bank.is_statement or new.resolved_by_id is null
                                  or new.confirmed_by_id is null) then
      raise exception 'leaving unknown needs the statement of the bank and two people'
        using errcode = 'J0B06';
    end if;
  end if;
  return new;
end $$;

-- Money that the bank paid comes back: its statement says so, a second person takes it, and the
-- grant stands. What was recovered otherwise is not counted again.
create function attempt_bounces_by_evidence() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare told record; net bigint;
begin
  select k.position, k.came_back, k.fen, w.batch_id, w.is_statement, r.natural_person as reader,
         o.natural_person as taker, p.fen as paid_fen, d.id as decision, d.line_id
    into told from payments_bankline k join payments_answer w on w.id = k.answer_id
    join offices_officer r on r.id = w.read_by_id
    join offices_officer o on o.id = new.bounced_by_id
    join payments_bankline p on p.id = new.evidence_id
    join payments_line l on l.id = new.line_id join claims_decision d on d.id = l.decision_id
    where k.id = new.bounce_id;
  if told is null or not told.came_back or not told.is_statement
     or (told.batch_id, told.position, told.fen) <> (new.batch_id, new.position, told.paid_fen) then
    raise exception 'the bank did not say that this came back' using errcode = 'J0B14';
  end if;
  if told.reader = told.taker then
    raise exception 'who read the statement does not take back what it says'
      using errcode = 'J0P01';
  end if;
  perform 1 from claims_line where id = told.line_id for no key update;
  perform 1 from claims_decision where id = told.decision for share;
  select coalesce(sum(f.fen), 0) into net from paid_for(told.line_id) f;
  if net < told.fen or exists (select 1 from claims_decision y
                               where y.supersedes_id = told.decision) then
    raise exception 'what was decided again or recovered comes back as a recovery'
      using errcode = 'J0B15';
  end if;
  return new;
end $$;
create trigger bounces_by_evidence before update on payments_attempt for each row
  when (new.state = 'bounced' and old.state <> 'bounced')
  execute function attempt_bounces_by_evidence();

-- The database says since when an outcome is unknown and when somebody took charge of it. Who did
-- stays in charge while in office; nobody takes charge of what is not unknown.
create function unknown_has_its_owner() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  new.unknown_since := old.unknown_since;
  new.owned_at := old.owned_at;
  if new.state = 'unknown' and old.state <> 'unknown' then
    new.unknown_since := clock_timestamp();
  end if;
  if new.resolved_by_id is not distinct from old.resolved_by_id then return new; end if;
  if old.state <> 'unknown' and new.state <> 'unknown' or new.resolved_by_id is null
     or exists (select 1 from offices_officer o where o.id = old.resolved_by_id and o.is_active) then
    raise exception 'an unknown outcome keeps its owner' using errcode = 'J0B16';
  end if;
  new.owned_at := clock_timestamp();
  return new;
end $$;
create trigger has_its_owner before update on payments_attempt for each row
  execute function unknown_has_its_owner();

-- As before, and: what the bank paid less is owed again; what it paid more leaves what is free, and
-- is to be recovered; what it sent back is owed again as far as it is due, and free beyond that.
-- One statement enters all it moved at once.
drop trigger takes_the_money on payments_attempt;
create or replace function attempt_takes_the_money() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  insert into funds_entry (fund_id, area, movement, fen, subject, entered_by_id, at)
  select l.fund_id, l.area, 'send', l.fen, 'payments.Attempt:' || n.id, b.made_by_id, b.made_at
  from fresh n join payments_line l on l.id = n.line_id join payments_batch b on b.id = n.batch_id
  order by n.id;
  return null;
end $$;
create trigger takes_the_money after insert on payments_attempt referencing new table as fresh
  for each statement execute function attempt_takes_the_money();
drop trigger moves_the_fund on payments_attempt;
create or replace function paid_attempt_moves_the_fund() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  insert into funds_entry (fund_id, area, movement, fen, subject, entered_by_id, at)
  select t.fund_id, t.area, m.movement, m.fen, 'payments.Attempt:' || t.id, t.officer, t.at
  from (
    select moved.*, case state
        when 'bounced' then greatest(due_before + upto, 0) - greatest(due_before + upto - paid, 0)
        when 'paid' then ordered - paid else ordered end as again
    from (
      select n.id, n.state, l.fund_id, l.area, l.fen as ordered, k.fen as paid,
        coalesce(n.bounced_by_id, w.read_by_id, speaking_officer(), b.made_by_id) as officer,
        coalesce(r.at, w.at, clock_timestamp()) as at,
        case n.state when 'bounced' then
          sum(k.fen) filter (where n.state = 'bounced') over (partition by d.line_id order by n.id)
        end as upto,
        case n.state when 'bounced' then due_of(d.line_id)
          - sum(k.fen) filter (where n.state = 'bounced') over (partition by d.line_id)
        end as due_before
      from fresh n join stale o on o.id = n.id join payments_line l on l.id = n.line_id
      join payments_batch b on b.id = n.batch_id join claims_decision d on d.id = l.decision_id
      left join payments_bankline k on k.id = n.evidence_id
      left join payments_answer w on w.id = k.answer_id
      left join payments_bankline c on c.id = n.bounce_id
      left join payments_answer r on r.id = c.answer_id
      where n.state <> o.state and n.state in ('paid', 'rejected', 'voided', 'bounced')
    ) moved
  ) t cross join lateral (values
    ('pay', case t.state when 'paid' then least(t.paid, t.ordered) end),
    ('overpay', case t.state when 'paid' then t.paid - t.ordered end),
    ('return', case when t.state <> 'bounced' then t.again end),
    ('bounce', case t.state when 'bounced' then t.again end),
    ('recover', case t.state when 'bounced' then t.paid - t.again end)
  ) as m (movement, fen) where m.fen > 0 order by t.fund_id, t.id;
  return null;
end $$;
create trigger moves_the_fund after update on payments_attempt
  referencing old table as stale new table as fresh
  for each statement execute function paid_attempt_moves_the_fund();

-- A claim line says ordered, paid or returned only when the payment of the decision that stands is
-- so: returned means that nothing is under way and something is due again.
create or replace function line_is_paid_as_it_says() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
declare tried record;
begin
  if new.state not in ('ordered', 'paid', 'returned')
     or (select state from claims_line where id = new.id) <> new.state then return null; end if;
  select count(a.id) as n,
         count(*) filter (where a.state in ('prepared', 'sent', 'unknown')) as going,
         count(*) filter (where a.state = 'paid') as paid
    into tried from claims_decision d join payments_line p on p.decision_id = d.id
    join payments_attempt a on a.line_id = p.id
    where d.line_id = new.id
      and not exists (select 1 from claims_decision y where y.supersedes_id = d.id);
  if not (case new.state
    when 'ordered' then tried.going > 0
    when 'paid' then tried.paid > 0 and tried.going = 0 and due_of(new.id) <= 0
    else tried.n > 0 and tried.going = 0 and due_of(new.id) > 0 end) then
    raise exception 'line %: its payment does not make it %', new.id, new.state
      using errcode = 'J0L07';
  end if;
  return null;
end $$;

-- As before, and: an unknown outcome says whether somebody is in charge of it; money that came back
-- counts; a later statement speaks over what the answers before it left open.
create or replace function unexplained(fund bigint, until date) returns table (says text)
  language sql stable set search_path = public, pg_temp as $$
  select b.number || ' 第 ' || a.position || ' 笔'
         || case when a.state <> 'unknown' then '银行还没有回音'
            when a.resolved_by_id is null then '结果不明，没有人认领'
            else '结果不明，' || o.name || '已认领' end
  from payments_attempt a join payments_batch b on b.id = a.batch_id
  left join offices_officer o on o.id = a.resolved_by_id
  where b.fund_id = fund and a.state in ('sent', 'unknown')
    and (b.made_at at time zone 'Asia/Shanghai')::date <= until
  union all
  select b.number || ' 我方记已付与银行扣款相差 ' || said.ours - said.theirs || ' 分'
  from payments_batch b cross join lateral (
    select coalesce((select sum(k.fen) from payments_attempt a
             join payments_bankline k on k.id = a.evidence_id
             where a.batch_id = b.id and a.state = 'paid'), 0) as ours,
           debited_of(b.id) as theirs
  ) said where b.fund_id = fund and said.ours <> said.theirs
    and (b.made_at at time zone 'Asia/Shanghai')::date <= until
  union all
  select b.number || ' 的银行文件有 ' || i.bad || ' 行不是我方的'
  from (select distinct on (w.batch_id, w.is_statement) w.batch_id, w.file_id
        from payments_answer w where not exists (
          select 1 from payments_answer s where s.batch_id = w.batch_id and s.is_statement
          and s.id > w.id)
        order by w.batch_id, w.is_statement, w.id desc) w
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
