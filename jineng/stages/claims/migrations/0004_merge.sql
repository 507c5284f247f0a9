-- What a person was granted, whatever record it stands on: one history for every counter. For
-- triggers; the application asks granted_before.
create function history_of(people bigint[]) returns table (
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
  select s.asked, c.kind, t.occupation, t.level, t.ends_on, d.fen, 'claims.Decision:' || d.id, l.id
  from same s join claims_line l on l.person_id = s.person_id
    join claims_decision d on d.line_id = l.id
    join claims_claim c on c.id = l.claim_id
    join classes_trainingclass t on t.id = c.training_id
  where d.outcome = 'granted'
    and not exists (select 1 from claims_decision y where y.supersedes_id = d.id)
$$;
revoke execute on function history_of(bigint[]) from public;

create or replace function granted_before(people bigint[]) returns table (
    person_id bigint, kind text, occupation text, level text, on_day date, fen bigint, ref text)
  language sql stable security definer set search_path = public, pg_temp as $$
  select h.asked, h.kind, h.occupation, h.level, h.on_day, h.fen, h.ref
  from history_of(array(
    select distinct n.person_id from enrolment_enrolment n
    where n.person_id = any (people) and n.area = any ((select speaking_areas())::text[]))) h
  order by 1, 5, 7
$$;

-- As before, but of the person, not of the record: the record that is claimed for is held first,
-- then the one that speaks for it; the times are those of the one history, by this cap's keys,
-- whatever caps the plans of then had; and a class is granted a kind once for a person.
create or replace function take_slots(taken claims_decision) returns void language plpgsql
  security definer set search_path = public, pg_temp as $$
declare c record; limited record; counted text; one bigint; earlier int; used int; free int;
begin
  select l.person_id, l.enrolment_id, cl.training_id, cl.kind, t.occupation, t.level, t.ends_on
    into c from claims_line l join claims_claim cl on cl.id = l.claim_id
    join classes_trainingclass t on t.id = cl.training_id where l.id = taken.line_id;
  perform 1 from people_person where id = c.person_id for update;
  one := one_person(c.person_id);
  perform 1 from people_person where id = one for update;
  if exists (select 1 from claims_decision d join claims_line l on l.id = d.line_id
             join claims_claim k on k.id = l.claim_id
             where k.training_id = c.training_id and k.kind = c.kind and d.id <> taken.id
             and l.person_id in (select same_person(one)) and d.outcome = 'granted'
             and not exists (select 1 from claims_decision y where y.supersedes_id = d.id)) then
    raise exception 'person %: % is granted for this class already', one, c.kind
      using errcode = 'J0D11';
  end if;
  for limited in select * from documents_cap where plan_id = taken.plan_id order by id loop
    counted := key_of(limited.keys, c.occupation, c.level, c.ends_on);
    select count(*) filter (where h.line_id is null), count(*) into earlier, used
      from history_of(array[one]) h
      where h.kind = c.kind and h.line_id is distinct from taken.line_id
      and key_of(limited.keys, h.occupation, h.level, h.on_day) = counted;
    if used >= limited.most then
      raise exception 'person %: every time of cap % is used', one, limited.name
        using errcode = 'J0D07';
    end if;
    -- An earlier subsidy that was imported late may stand where a slot was taken: then any number
    -- that is free will do, for it is the count that must not be passed.
    select coalesce(min(n) filter (where n > earlier), min(n)) into free
      from generate_series(1, limited.most) n
      where not exists (select 1 from claims_slot s where s.live and s.person_id = one
        and s.name = limited.name and s.key = counted and s.number = n);
    insert into claims_slot (decision_id, cap_id, person_id, name, key, number, live)
    values (taken.id, limited.id, one, limited.name, counted, free, true);
  end loop;
end $$;

-- Two records that are one person: their times are numbered anew, the oldest first, and none is
-- given back. What lies beyond a cap now, or was granted twice for one class, is held for a person.
create function slots_follow_a_merge() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare one bigint := one_person(new.kept_id);
begin
  -- First out of the way of one another, then by age.
  update claims_slot s set person_id = one, number = 10000 + a.place
    from (select t.id, row_number() over (order by t.id) as place from claims_slot t
          where t.live and t.person_id in (select same_person(one))) a
    where a.id = s.id;
  update claims_slot s set number = r.number from (
    select t.id, e.before + row_number() over (partition by t.name, t.key order by t.decision_id)
           as number
    from claims_slot t join documents_cap c on c.id = t.cap_id join documents_plan p on p.id = c.plan_id
    cross join lateral (
      select count(*) as before from history_of(array[one]) h
      where h.line_id is null and h.kind = p.kind
        and key_of(c.keys, h.occupation, h.level, h.on_day) = t.key) e
    where t.live and t.person_id = one) r
    where s.id = r.id;
  insert into holds_hold (subject, reason, placed_by_id, placed_at, lifted_because)
  select 'claims.Line:' || b.line_id, '合并人员后超过规定次数，请核实', new.confirmed_by_id,
         new.confirmed_at, ''
  from (
    select d.line_id from claims_slot s join documents_cap c on c.id = s.cap_id
      join claims_decision d on d.id = s.decision_id
      where s.live and s.person_id = one and s.number > c.most
    union
    select g.line_id from (
      select d.line_id, row_number() over (partition by k.training_id, k.kind order by d.id) as place
      from claims_decision d join claims_line l on l.id = d.line_id
        join claims_claim k on k.id = l.claim_id
      where l.person_id in (select same_person(one)) and d.outcome = 'granted'
        and not exists (select 1 from claims_decision y where y.supersedes_id = d.id)) g
      where g.place > 1) b
  where not exists (select 1 from holds_hold h where h.subject = 'claims.Line:' || b.line_id
                    and h.lifted_at is null and h.reason = '合并人员后超过规定次数，请核实')
  order by b.line_id;
  return null;
end $$;
create trigger slots_follow after update on people_merge for each row
  when (new.confirmed_at is not null and old.confirmed_at is null)
  execute function slots_follow_a_merge();

drop policy of_what_is_seen on claims_earlier;
create policy of_what_is_seen on claims_earlier for select to jineng_app using (
  person_id in (select person_id from enrolment_enrolment)
  or person_id in (select s.person_id from people_same s join people_same o on o.one_id = s.one_id
                   join enrolment_enrolment e on e.person_id = o.person_id));
