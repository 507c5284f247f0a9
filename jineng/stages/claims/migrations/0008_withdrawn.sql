call keep_trail_of('claims_opinion');
call keep_trail_of('claims_ruling');
call keep_trail_of('claims_withdrawn');
call only_ever_added('claims_opinion');
call only_ever_added('claims_ruling');
call only_ever_added('claims_withdrawn');
call scoped_by_area('claims_opinion');
call scoped_by_area('claims_ruling');
call scoped_by_area('claims_withdrawn');
call sees_the_latest('claims_opinion');
call sees_the_latest('claims_ruling');
call sees_the_latest('claims_withdrawn');
alter table claims_opinion add constraint opinion_lies_in_the_area_of_its_line
  foreign key (line_id, area) references claims_line (id, area);
alter table claims_ruling add constraint ruling_lies_in_the_area_of_its_decision
  foreign key (decision_id, area) references claims_decision (id, area);
alter table claims_withdrawn add constraint withdrawal_lies_in_the_area_of_its_claim
  foreign key (claim_id, area) references claims_claim (id, area);
grant select, insert on claims_opinion, claims_ruling, claims_withdrawn to jineng_app;
insert into documents_limit (name, above_fen, number, source) values
  ('withdrawal_minutes', 0, 10, '内部控制：提交后十分钟内、下一步未办的，本人可以撤回');

drop trigger moves on claims_claim;
create trigger moves before insert or update on claims_claim for each row
  execute function keep_moves('submitted', 'submitted>reviewed', 'reviewed>decided',
    'reviewed>submitted', 'decided>reviewed');
drop trigger moves on claims_line;
create trigger moves before insert or update on claims_line for each row
  execute function keep_moves('submitted', 'submitted>granted', 'submitted>refused',
    'submitted>referred', 'referred>granted', 'referred>refused', 'granted>submitted',
    'refused>submitted', 'referred>submitted', 'granted>on_notice', 'on_notice>submitted',
    'on_notice>ordered', 'on_notice>paid', 'ordered>paid', 'ordered>returned', 'returned>ordered',
    'paid>returned', 'paid>granted', 'paid>revoked', 'revoked>granted');

-- Who claimed has no opinion of it, and it is of a line that waits to be decided.
create function opinion_is_of_a_waiting_line() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
declare told record;
begin
  select l.state, c.submitted_by_id into told from claims_line l
    join claims_claim c on c.id = l.claim_id where l.id = new.line_id;
  if told.state <> 'submitted' then
    raise exception 'line %: it was decided, nobody is asked about it', new.line_id
      using errcode = 'J0C09';
  end if;
  if exists (select 1 from offices_officer s join offices_officer g
             on g.natural_person = s.natural_person
             where s.id = told.submitted_by_id and g.id = new.given_by_id) then
    raise exception 'who claimed does not judge' using errcode = 'J0P01';
  end if;
  return new;
end $$;
create trigger of_a_waiting_line before insert on claims_opinion
  for each row execute function opinion_is_of_a_waiting_line();

-- What the rules are silent on, and nothing else, is ruled by people. Who claimed does not propose.
create function ruling_is_of_a_silent_case() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
declare told record;
begin
  select d.outcome, c.submitted_by_id into told from claims_decision d
    join claims_line l on l.id = d.line_id join claims_claim c on c.id = l.claim_id
    where d.id = new.decision_id;
  if told.outcome <> 'referred'
     or exists (select 1 from claims_decision y where y.supersedes_id = new.decision_id) then
    raise exception 'only a case that was referred to people and waits is ruled by them'
      using errcode = 'J0C10';
  end if;
  if exists (select 1 from offices_officer s join offices_officer p
             on p.natural_person = s.natural_person
             where s.id = told.submitted_by_id and p.id = new.proposed_by_id) then
    raise exception 'who claimed does not propose what becomes of it' using errcode = 'J0P01';
  end if;
  return new;
end $$;
create trigger of_a_silent_case before insert on claims_ruling
  for each row execute function ruling_is_of_a_silent_case();

-- Which steps of a claim their officers may take back, and until when by this clock: the review,
-- while nothing stands that was decided since; a decision, until it is shown to the public,
-- superseded, or the class finished. Pages and guards ask this one function.
create function withdrawable(of_claim bigint) returns table (
    decision_id bigint, officer_id bigint, ends_at timestamptz)
  language sql volatile security definer set search_path = public, pg_temp as $$
  with claim as (
    select c.id, c.state, c.training_id, c.reviewed_by_id,
           make_interval(mins => limit_of('withdrawal_minutes', 0)) as for_so_long
    from claims_claim c where c.id = of_claim and c.area = any (speaking_areas())
  ), stands as (
    select d.id, d.outcome, d.checker_id, d.recorded_at, d.supersedes_id, l.state
    from claim c join claims_line l on l.claim_id = c.id join claims_decision d on d.line_id = l.id
    where d.outcome <> 'revoked'
      and not exists (select 1 from claims_decision y where y.supersedes_id = d.id)
  ), step as (
    select null::bigint as decision_id, c.reviewed_by_id as officer_id, c.for_so_long + (
             select max(x.recorded_at) from audit_change x where x."table" = 'claims_claim'
             and x."row" = c.id::text and x.verb = 'claims.review') as ends_at
    from claim c where c.state = 'reviewed' and not exists (select 1 from stands)
    union all
    select s.id, s.checker_id, s.recorded_at + c.for_so_long from stands s, claim c
    where s.state = s.outcome
      and not exists (select 1 from claims_posting p where p.decision_id = s.id)
      and not exists (select 1 from claims_reopening r where r.decision_id = s.supersedes_id)
      and not exists (select 1 from claims_finish f where f.training_id = c.training_id)
  )
  select s.decision_id, s.officer_id, s.ends_at from step s where s.ends_at > clock_timestamp()
$$;
grant execute on function withdrawable(bigint) to jineng_app;

create function withdrawal_is_in_time() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  perform 1 from claims_claim where id = new.claim_id for no key update;
  new.recorded_at := clock_timestamp();
  new.made_in := txid_current();
  if not exists (select 1 from withdrawable(new.claim_id) w
                 where w.decision_id is not distinct from new.decision_id
                 and w.officer_id = new.withdrawn_by_id) then
    raise exception 'claim %: not one''s own step, or too late to take it back', new.claim_id
      using errcode = 'J0C11';
  end if;
  return new;
end $$;
create trigger is_in_time before insert on claims_withdrawn
  for each row execute function withdrawal_is_in_time();

-- Which decision, or review (none), of a claim is being taken back in this very transaction.
create function taken_back_now(of_claim bigint, of_decision bigint) returns boolean
  language sql stable set search_path = public, pg_temp as $$
  select exists (select 1 from claims_withdrawn w where w.claim_id = of_claim
                 and w.decision_id is not distinct from of_decision
                 and w.made_in = txid_current())
$$;
revoke execute on function taken_back_now(bigint, bigint) from public;

-- As before, but a review is gone when its officer took it back, and a claim that was decided waits
-- again when decisions of it were.
create or replace function review_stands() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  if old.reviewed_by_id is not null
     and (new.reviewed_by_id, new.reviewed_at) is distinct from (old.reviewed_by_id, old.reviewed_at)
     and not (new.reviewed_by_id is null and new.reviewed_at is null and new.state = 'submitted'
              and taken_back_now(new.id, null))
     or new.state = 'submitted' and old.state = 'reviewed' and new.reviewed_by_id is not null
  then
    raise exception 'claim %: its review stands', new.number using errcode = 'J0C02';
  end if;
  if new.state = 'reviewed' and old.state = 'decided' and not exists (
      select 1 from claims_withdrawn w where w.claim_id = new.id and w.decision_id is not null
      and w.made_in = txid_current()) then
    raise exception 'claim %: no decision of it was taken back', new.number using errcode = 'J0C12';
  end if;
  return new;
end $$;

-- What was said to be taken back is taken back, at the end of the transaction.
create function withdrawal_is_carried_out() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  if new.decision_id is null and exists (
       select 1 from claims_claim c where c.id = new.claim_id and c.state <> 'submitted'
       and c.reviewed_by_id = new.withdrawn_by_id)
     or new.decision_id is not null and not exists (
       select 1 from claims_decision y where y.supersedes_id = new.decision_id
       and y.outcome = 'revoked') then
    raise exception 'claim %: what was taken back still stands', new.claim_id
      using errcode = 'J0C12';
  end if;
  return null;
end $$;
create constraint trigger is_carried_out after insert on claims_withdrawn
  deferrable initially deferred for each row execute function withdrawal_is_carried_out();

-- What nobody was shown is revoked only by being taken back; and what was referred to people is
-- decided only as two of them ruled, with their reason in the receipt.
create function decision_follows_people() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
declare told record; ruled record;
begin
  select l.state, l.claim_id, d.outcome into told from claims_line l
    left join claims_decision d on d.id = new.supersedes_id where l.id = new.line_id;
  if new.outcome = 'revoked' and told.state in ('granted', 'refused', 'referred')
     and not taken_back_now(told.claim_id, new.supersedes_id) then
    raise exception 'what was not shown yet is revoked only by who takes it back in time'
      using errcode = 'J0C12';
  end if;
  if new.outcome = 'revoked' then return new; end if;
  select * into ruled from claims_ruling r
    where r.decision_id = new.supersedes_id and told.outcome = 'referred' order by r.id desc limit 1;
  if (told.outcome is not distinct from 'referred' or new.receipt ? 'ruling') and
     (new.maker_id, new.outcome::text, new.fen, new.receipt #>> '{ruling,reason}',
      new.receipt #>> '{ruling,outcome}', (new.receipt #>> '{ruling,fen}')::bigint,
      new.receipt #>> '{answer,outcome}') is distinct from
     (ruled.proposed_by_id, ruled.outcome::text, ruled.fen, ruled.reason::text,
      ruled.outcome::text, ruled.fen, 'silent'::text) then
    raise exception 'a case the rules are silent on is decided as two people ruled'
      using errcode = 'J0D13';
  end if;
  return new;
end $$;
create trigger follows_people before insert on claims_decision
  for each row execute function decision_follows_people();

alter table claims_decision drop constraint decision_grants_what_its_receipt_says;
alter table claims_decision add constraint decision_grants_what_its_receipt_says
  check (outcome = 'revoked' or coalesce(coalesce((receipt #>> '{ruling,fen}')::bigint,
         (receipt #>> '{answer,fen}')::bigint) = fen, false));

-- As before, and: who proposed a ruling is the maker of the decision that follows it; and a decision
-- may be opened again for each wish: that it be made again was asked for in vain, and still it can be
-- revoked when an error comes to light.
create or replace function decision_is_in_order() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
declare claim record; before record; asked record; told text; ruler bigint;
begin
  perform 1 from claims_line where id = new.line_id for no key update;
  select c.*, t.ends_on, t.fund_name into claim from claims_line l
    join claims_claim c on c.id = l.claim_id
    join classes_trainingclass t on t.id = c.training_id where l.id = new.line_id;
  select l.state into told from claims_line l where l.id = new.line_id;
  select * into asked from claims_reopening r where r.decision_id = new.supersedes_id
    and (r.wanted = 'revoked') = (new.outcome = 'revoked');
  if asked.id is null and exists (
      select 1 from claims_reopening r where r.decision_id = new.supersedes_id) then
    raise exception 'a decision that was opened again is made as it was asked for'
      using errcode = 'J0D12';
  end if;
  if asked.id is null and told in ('paid', 'revoked') then
    raise exception 'money may have moved under this decision' using errcode = 'J0D10';
  end if;
  if asked.id is not null and told not in ('paid', 'revoked') then
    raise exception 'what came back is paid again before it is decided again'
      using errcode = 'J0D12';
  end if;
  if new.outcome <> 'revoked' then
    select r.proposed_by_id into ruler from claims_ruling r
      where r.decision_id = new.supersedes_id order by r.id desc limit 1;
  end if;
  if coalesce(asked.asked_by_id, ruler, claim.reviewed_by_id) is distinct from new.maker_id
     or claim.state = 'submitted' then
    raise exception 'the maker of a decision is who reviewed its claim, or had it opened again'
      using errcode = 'J0D02';
  end if;
  if exists (select 1 from offices_officer s join offices_officer c
             on c.natural_person = s.natural_person
             where s.id = claim.submitted_by_id and c.id = new.checker_id) then
    raise exception 'who claimed does not decide' using errcode = 'J0P01';
  end if;
  if not exists (select 1 from documents_plan p where p.id = new.plan_id
                 and p.question = claim.question and p.kind = claim.kind and p.area = claim.area
                 and p.in_force @> claim.ends_on) then
    raise exception 'the plan is not the one in force for this question, area and day'
      using errcode = 'J0D03';
  end if;
  if new.payee_id <> claim.payee_id or new.account_digest is distinct from
     (select b.account_digest from institutions_body b where b.id = claim.payee_id) then
    raise exception 'a decision pays the payee of its claim, to its account' using errcode = 'J0D04';
  end if;
  if new.outcome = 'granted' and not exists (select 1 from funds_fund f where f.id = new.fund_id
       and f.area = claim.area and f.name = claim.fund_name
       and (f.year = extract(year from claim.ends_on) or asked.id is not null
            and f.year between extract(year from claim.ends_on)
                       and extract(year from new.at at time zone 'Asia/Shanghai'))) then
    raise exception 'a decision grants from the fund its class named, of its year'
      using errcode = 'J0D05';
  end if;
  if new.supersedes_id is not null then
    select * into before from claims_decision where id = new.supersedes_id for update;
    if before.line_id <> new.line_id or new.seq <> before.seq + 1 then
      raise exception 'a decision supersedes the one before it on the same line'
        using errcode = 'J0D06';
    end if;
  end if;
  new.recorded_at := clock_timestamp();
  return new;
end $$;

-- A time is given back as before, and when its grant was taken back before anybody was told of it.
create or replace function gives_a_time_back(taken claims_decision) returns boolean language sql
  stable set search_path = public, pg_temp as $$
  select taken.outcome = 'revoked' and (
    exists (select 1 from claims_withdrawn w where w.decision_id = taken.supersedes_id)
    or exists (
    select 1 from documents_reversal v where v.plan_id = taken.plan_id and v.name = case
      when exists (select 1 from claims_reopening r where r.decision_id = taken.supersedes_id)
      then '撤销补贴'
      when exists (select 1 from claims_posting p join notices_objection o
                   on o.line_id = p.notice_line_id and o.upheld
                   where p.decision_id = taken.supersedes_id)
      then '异议成立' end))
$$;
