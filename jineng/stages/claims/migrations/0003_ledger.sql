call keep_trail_of('claims_reopening');
call keep_trail_of('claims_finish');
call only_ever_added('claims_reopening');
call only_ever_added('claims_finish');
call scoped_by_area('claims_reopening');
call scoped_by_area('claims_finish');
call sees_the_latest('claims_reopening');
call sees_the_latest('claims_finish');
alter table claims_reopening add constraint reopening_lies_in_the_area_of_its_decision
  foreign key (decision_id, area) references claims_decision (id, area);
alter table claims_finish add constraint finish_lies_in_the_area_of_its_class
  foreign key (training_id, area) references classes_trainingclass (id, area);
grant select, insert on claims_reopening, claims_finish to jineng_app;

drop trigger moves on claims_line;
create trigger moves before insert or update on claims_line for each row
  execute function keep_moves('submitted', 'submitted>granted', 'submitted>refused',
    'submitted>referred', 'granted>on_notice', 'on_notice>submitted', 'on_notice>ordered',
    'ordered>paid', 'ordered>returned', 'returned>ordered', 'paid>granted', 'paid>revoked',
    'revoked>granted');

-- What was paid, or revoked after it was paid, is opened again by one and decided by another. Who
-- claimed does not ask.
create function reopening_is_of_what_was_paid() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
declare told record;
begin
  select d.outcome, l.state, c.submitted_by_id into told from claims_decision d
    join claims_line l on l.id = d.line_id join claims_claim c on c.id = l.claim_id
    where d.id = new.decision_id;
  if not (told.outcome = 'granted' and told.state = 'paid'
          or told.outcome = 'revoked' and told.state = 'revoked'
             and new.wanted = 'reconsidered')
     or exists (select 1 from claims_decision y where y.supersedes_id = new.decision_id) then
    raise exception 'only what was paid and stands, or was revoked since, is opened again'
      using errcode = 'J0C07';
  end if;
  if exists (select 1 from offices_officer s join offices_officer a
             on a.natural_person = s.natural_person
             where s.id = told.submitted_by_id and a.id = new.asked_by_id) then
    raise exception 'who claimed does not ask for another decision' using errcode = 'J0P01';
  end if;
  return new;
end $$;
create trigger of_what_was_paid before insert on claims_reopening
  for each row execute function reopening_is_of_what_was_paid();

-- As before, and: what was paid is decided again only as it was asked for, by who asked and
-- another; and a difference that is found later may come from the fund of a later year.
create or replace function decision_is_in_order() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
declare claim record; before record; asked record; told text;
begin
  perform 1 from claims_line where id = new.line_id for no key update;
  select c.*, t.ends_on, t.fund_name into claim from claims_line l
    join claims_claim c on c.id = l.claim_id
    join classes_trainingclass t on t.id = c.training_id where l.id = new.line_id;
  select l.state into told from claims_line l where l.id = new.line_id;
  select * into asked from claims_reopening r where r.decision_id = new.supersedes_id;
  if asked.id is null and told in ('paid', 'revoked') then
    raise exception 'money may have moved under this decision' using errcode = 'J0D10';
  end if;
  if asked.id is not null and (asked.wanted = 'revoked') <> (new.outcome = 'revoked') then
    raise exception 'a decision that was opened again is made as it was asked for'
      using errcode = 'J0D12';
  end if;
  if coalesce(asked.asked_by_id, claim.reviewed_by_id) is distinct from new.maker_id
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

-- Slots only: what a decision does to its fund follows from what was paid, and stands in payments.
drop trigger moves_slots_and_fund on claims_decision;
drop function decision_moves_slots_and_fund();
create function decision_moves_slots() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  update claims_slot set live = false where decision_id = new.supersedes_id and live;
  if new.outcome = 'granted' then
    perform take_slots(new);
  end if;
  return null;
end $$;
create trigger moves_slots after insert on claims_decision
  for each row execute function decision_moves_slots();

create or replace function line_is_where_it_says() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
declare live record;
begin
  if (select state from claims_line where id = new.id) <> new.state then return null; end if;
  select d.outcome, p.id as posting into live from claims_decision d
    left join claims_posting p on p.decision_id = d.id
    where d.line_id = new.id and not exists (
      select 1 from claims_decision y where y.supersedes_id = d.id);
  if new.state in ('granted', 'refused', 'referred', 'revoked')
        and live.outcome is distinct from new.state
     or new.state = 'submitted' and live.outcome in ('granted', 'refused', 'referred')
     or new.state in ('on_notice', 'ordered', 'paid', 'returned')
        and (live.outcome is distinct from 'granted' or live.posting is null) then
    raise exception 'line %: its decision does not make it %', new.id, new.state
      using errcode = 'J0D08';
  end if;
  return null;
end $$;
create or replace function decision_is_told_by_its_line() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
declare told text;
begin
  if exists (select 1 from claims_decision y where y.supersedes_id = new.id) then
    return null;
  end if;
  select state into told from claims_line where id = new.line_id;
  if not (new.outcome = told or new.outcome = 'revoked' and told = 'submitted'
          or new.outcome = 'granted' and told in ('on_notice', 'ordered', 'paid', 'returned')) then
    raise exception 'line %: it is % and its decision %', new.line_id, told, new.outcome
      using errcode = 'J0D08';
  end if;
  return null;
end $$;

-- A class is finished when nothing of it waits for a decision; then what is left of its money set
-- aside is free, and nobody joins it any more. The class's row is held, so that the two cannot cross.
create function finish_has_nothing_waiting() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  perform 1 from classes_trainingclass where id = new.training_id for no key update;
  if not exists (select 1 from claims_claim c where c.training_id = new.training_id)
     or exists (select 1 from claims_line l join claims_claim c on c.id = l.claim_id
                where c.training_id = new.training_id and l.state = 'submitted') then
    raise exception 'lines of the class wait for a decision, or it never claimed'
      using errcode = 'J0C06';
  end if;
  return new;
end $$;
create trigger has_nothing_waiting before insert on claims_finish
  for each row execute function finish_has_nothing_waiting();
create function finish_gives_the_rest_free() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  perform give_free(h.subject, h.fund_id, h.fen, 'funds.Hold:' || h.id, new.finished_by_id, new.at)
    from (select f.* from funds_hold f join classes_trainingclass t on t.number = f.training_number
          where t.id = new.training_id and f.used_fen < f.fen order by f.id) h;
  return null;
end $$;
create trigger gives_the_rest_free after insert on claims_finish
  for each row execute function finish_gives_the_rest_free();
create function finished_class_takes_nobody() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  perform 1 from classes_trainingclass where id = new.training_id for no key update;
  if exists (select 1 from claims_finish f where f.training_id = new.training_id) then
    raise exception 'a class that is finished takes no more learners' using errcode = 'J0C08';
  end if;
  return new;
end $$;
create trigger finished_takes_nobody before insert on enrolment_enrolment
  for each row execute function finished_class_takes_nobody();
