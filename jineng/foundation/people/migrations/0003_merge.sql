call keep_trail_of('people_merge');
call keep_trail_of('people_same', 'person_id');
call never_deleted('people_merge');
call never_deleted('people_same');
call scoped_by_area('people_merge');
call sees_the_latest('people_merge');
grant select, insert on people_merge to jineng_app;
grant update (confirmed_by_id, confirmed_at) on people_merge to jineng_app;
grant select on people_same to jineng_app;
create trigger two_people before update on people_merge for each row
  when (new.confirmed_by_id is not null)
  execute function keep_two_people('proposed_by_id', 'confirmed_by_id');

-- Which record speaks for a person, and which records are the same person.
create function one_person(asked bigint) returns bigint language sql stable
  set search_path = public, pg_temp as $$
  select coalesce((select s.one_id from people_same s where s.person_id = asked), asked)
$$;
create function same_person(asked bigint) returns setof bigint language sql stable
  set search_path = public, pg_temp as $$
  select asked union select s.person_id from people_same s where s.one_id = one_person(asked)
$$;
revoke execute on function one_person(bigint), same_person(bigint) from public;

create function merge_is_confirmed_once() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' and new.confirmed_at is not null
     or tg_op = 'UPDATE' and old.confirmed_at is not null then
    raise exception 'a merge is proposed by one, and confirmed by another later, once'
      using errcode = 'J0M01';
  end if;
  return new;
end $$;
create trigger confirmed_once before insert or update on people_merge
  for each row execute function merge_is_confirmed_once();

-- Merges take turns; and every record concerned is held, as who grants holds the record of the
-- person, so that a grant is before the merge or after it.
create function merge_joins_two_records() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare kept bigint; gone bigint;
begin
  lock table people_same in share row exclusive mode;
  perform 1 from people_person p where p.id in (
    select same_person(new.kept_id) union select same_person(new.gone_id)) order by p.id for update;
  kept := one_person(new.kept_id);
  gone := one_person(new.gone_id);
  if kept = gone then
    raise exception 'the two records are one person already' using errcode = 'J0M02';
  end if;
  insert into people_same (person_id, one_id) values (kept, kept), (gone, kept)
    on conflict do nothing;
  update people_same set one_id = kept where one_id = gone;
  return null;
end $$;
create trigger joins_two_records after update on people_merge for each row
  when (new.confirmed_at is not null and old.confirmed_at is null)
  execute function merge_joins_two_records();
