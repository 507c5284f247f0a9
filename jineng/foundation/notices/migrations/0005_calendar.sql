call keep_trail_of('notices_calendarchange');
call keep_trail_of('notices_reopened');
call never_deleted('notices_calendarchange');
call only_ever_added('notices_reopened');
call sees_the_latest('notices_calendarchange');
call keep_past_of('notices_notice');
grant select, insert on notices_calendarchange to jineng_app;
grant update (confirmed_by_id, confirmed_at) on notices_calendarchange to jineng_app;
grant select on notices_reopened to jineng_app;
create trigger two_people before update on notices_calendarchange for each row
  when (new.confirmed_by_id is not null)
  execute function keep_two_people('proposed_by_id', 'confirmed_by_id');
create function calendar_change_is_confirmed_once() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' and new.confirmed_at is not null
     or tg_op = 'UPDATE' and old.confirmed_at is not null then
    raise exception 'a change of the calendar is proposed by one, and confirmed by another, once'
      using errcode = 'J0C02';
  end if;
  new.recorded_at := case when new.confirmed_at is not null then clock_timestamp() end;
  return new;
end $$;
create trigger confirmed_once before insert or update on notices_calendarchange
  for each row execute function calendar_change_is_confirmed_once();

-- Whether a day works: as the document that came last says. Unknown is null.
create function works_on(asked date) returns boolean language sql stable
  set search_path = public, pg_temp as $$
  select coalesce(
    (select c.works from notices_calendarchange c
     where c.day_id = asked and c.confirmed_at is not null order by c.recorded_at desc limit 1),
    (select d.works from notices_calendarday d where d.day = asked))
$$;
grant execute on function works_on(date) to jineng_app;
create or replace function working_day_after(start date, days int) returns date language plpgsql
  stable set search_path = public, pg_temp as $$
declare reached date := start; counted int := 0; open boolean;
begin
  while counted < days loop
    reached := reached + 1;
    open := works_on(reached);
    if open is null then
      raise exception 'the working calendar has no entry for %', reached using errcode = 'J0C01';
    end if;
    if open then counted := counted + 1; end if;
  end loop;
  return reached;
end $$;

-- The last day of a notice, counted again as of now.
create function counted_close(which bigint) returns date language plpgsql stable
  set search_path = public, pg_temp as $$
begin
  return (select working_day_after(n.opened_on, n.work_days) from notices_notice n
          where n.id = which);
end $$;
revoke execute on function counted_close(bigint) from public;

-- A notice never changes, but that it may stand longer, as counted; and then it says so and why.
drop trigger aa_added on notices_notice;
create trigger aa_added before delete on notices_notice
  for each row execute function refuse_change();
create function notice_only_stands_longer() returns trigger language plpgsql as $$
begin
  if to_jsonb(new) - 'closes_on' <> to_jsonb(old) - 'closes_on'
     or new.closes_on <= old.closes_on or new.closes_on <> counted_close(old.id) then
    raise exception 'notice %: a published notice does not change', old.number
      using errcode = 'J0N01';
  end if;
  return new;
end $$;
create trigger only_stands_longer before update on notices_notice
  for each row execute function notice_only_stands_longer();
create function count_notice_again(which bigint, why text, cause bigint) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
declare was date; again date;
begin
  select closes_on into was from notices_notice where id = which for no key update;
  again := counted_close(which);
  if again > was then
    insert into notices_reopened (notice_id, change_id, because, closed_on, closes_on, recorded_at)
    values (which, cause, why, was, again, clock_timestamp());
    update notices_notice set closes_on = again where id = which;
  end if;
end $$;
revoke execute on function count_notice_again(bigint, text, bigint) from public;
create function change_reopens_notices() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  perform count_notice_again(n.id, to_char(new.day_id, 'YYYY-MM-DD') || '改为'
      || case when new.works then '上班' else '放假' end || '（' || new.source || '）', new.id)
    from (select id from notices_notice where opened_on < new.day_id and closes_on >= new.day_id
          order by id) n;
  return null;
end $$;
create trigger reopens_notices after update on notices_calendarchange for each row
  when (new.confirmed_at is not null and old.confirmed_at is null)
  execute function change_reopens_notices();
