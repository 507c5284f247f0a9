call keep_trail_of('activation_proposal');
call keep_trail_of('activation_activation');
call keep_trail_of('activation_trial');
call only_ever_added('activation_proposal');
call only_ever_added('activation_activation');
call only_ever_added('activation_trial');
call scoped_by_area('activation_proposal');
call scoped_by_area('activation_activation');
call scoped_by_area('activation_trial');
call sees_the_latest('activation_activation');
grant select, insert on activation_proposal, activation_activation, activation_trial to jineng_app;

-- A proposal is confirmed by another natural person, for its own plan, and not for days that have
-- passed unless it says why.
create function activation_follows_its_proposal() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
declare asked activation_proposal; plan documents_plan;
begin
  select * into asked from activation_proposal where id = new.proposal_id;
  select * into plan from documents_plan where id = new.plan_id;
  if (select natural_person from offices_officer where id = asked.proposed_by_id)
     = (select natural_person from offices_officer where id = new.confirmed_by_id) then
    raise exception 'a proposal is confirmed by another person' using errcode = 'J0Y01';
  end if;
  if asked.first_day < (new.at at time zone 'Asia/Shanghai')::date and asked.because = '' then
    raise exception 'days that have passed are named with the reason' using errcode = 'J0Y02';
  end if;
  if (plan.fingerprint, plan.question, plan.area, plan.drafted_by_id, plan.activated_by_id, new.area)
     is distinct from (asked.fingerprint, asked.question, asked.area, asked.proposed_by_id,
                       new.confirmed_by_id, asked.area)
     or lower(plan.in_force) < asked.first_day then
    raise exception 'a proposal is confirmed with its own plan' using errcode = 'J0Y03';
  end if;
  return new;
end $$;
create trigger follows_proposal before insert on activation_activation
  for each row execute function activation_follows_its_proposal();

-- A plan in force ends early in one way only: another that was proposed and confirmed follows it.
drop trigger aa_added on documents_plan;
create trigger aa_added before delete on documents_plan
  for each row execute function refuse_change();
create function plan_only_ends_earlier() returns trigger language plpgsql as $$
begin
  if to_jsonb(new) - 'in_force' <> to_jsonb(old) - 'in_force' or isempty(new.in_force)
     or lower(new.in_force) <> lower(old.in_force) or upper(new.in_force) >= upper(old.in_force) then
    raise exception 'a plan in force only ends earlier' using errcode = 'J0Y04';
  end if;
  return new;
end $$;
create trigger ends_earlier before update on documents_plan
  for each row execute function plan_only_ends_earlier();
create function plan_that_ends_is_followed() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  if not exists (
    select 1 from activation_activation a join documents_plan p on p.id = a.plan_id
    where p.question = new.question and p.area = new.area
      and lower(p.in_force) = upper(new.in_force) and p.made_in = txid_current()) then
    raise exception 'a plan ends where another that was confirmed begins' using errcode = 'J0Y05';
  end if;
  return null;
end $$;
create constraint trigger is_followed after update on documents_plan deferrable initially deferred
  for each row execute function plan_that_ends_is_followed();
grant update (in_force) on documents_plan to jineng_app;
