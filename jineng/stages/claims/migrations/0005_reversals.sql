-- A grant that was taken back gives its times back where the plan says so of the way it was taken
-- back; otherwise they stay used, and stand in the history. Which way it was, the records say.
create function gives_a_time_back(taken claims_decision) returns boolean language sql stable
  set search_path = public, pg_temp as $$
  select taken.outcome = 'revoked' and exists (
    select 1 from documents_reversal v where v.plan_id = taken.plan_id and v.name = case
      when exists (select 1 from claims_reopening r where r.decision_id = taken.supersedes_id)
      then '撤销补贴'
      when exists (select 1 from claims_posting p join notices_objection o
                   on o.line_id = p.notice_line_id and o.upheld
                   where p.decision_id = taken.supersedes_id)
      then '异议成立' end)
$$;
revoke execute on function gives_a_time_back(claims_decision) from public;

create or replace function history_of(people bigint[]) returns table (
    asked bigint, kind text, occupation text, level text, on_day date, fen bigint, ref text,
    line_id bigint)
  language sql stable set search_path = public, pg_temp as $$
  with same as (
    select p as asked, p as person_id from unnest(people) p
    union
    select p, s.person_id from unnest(people) p join people_same o on o.person_id = p
      join people_same s on s.one_id = o.one_id
  )
  select s.asked, e.kind, e.occupation, e.level, e.paid_on, e.fen, 'claims.Earlier:' || e.id, null
  from same s join claims_earlier e on e.person_id = s.person_id
  union all
  select s.asked, c.kind, t.occupation, t.level, t.ends_on,
         case when y.id is null then d.fen else 0 end, 'claims.Decision:' || d.id, l.id
  from same s join claims_line l on l.person_id = s.person_id
    join claims_decision d on d.line_id = l.id
    join claims_claim c on c.id = l.claim_id
    join classes_trainingclass t on t.id = c.training_id
    left join claims_decision y on y.supersedes_id = d.id
  where d.outcome = 'granted' and (y.id is null or exists (
    select 1 from claims_slot k where k.decision_id = d.id and k.live))
$$;

-- The times of a line that stayed used are its own when it is granted again.
create or replace function decision_moves_slots() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  if new.outcome = 'granted' then
    update claims_slot set live = false where live and decision_id in (
      select d.id from claims_decision d where d.line_id = new.line_id and d.id <> new.id);
    perform take_slots(new);
  elsif gives_a_time_back(new) then
    update claims_slot set live = false where decision_id = new.supersedes_id and live;
  end if;
  return null;
end $$;
