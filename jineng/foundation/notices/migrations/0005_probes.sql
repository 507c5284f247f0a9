call keep_trail_of('notices_probing');
call keep_trail_of('notices_probe');
call only_ever_added('notices_probing');
call only_ever_added('notices_probe');
grant select, insert on notices_probing, notices_probe to jineng_app;

-- Once begun, looking does not end, and does not begin in the past: what was counted stays counted.
create function probing_begins_from_now_on() returns trigger language plpgsql as $$
begin
  if new.since < today_here() then
    raise exception 'notices are looked at from today on' using errcode = 'J0N09';
  end if;
  return new;
end $$;
create trigger from_now_on before insert on notices_probing
  for each row execute function probing_begins_from_now_on();
create function probe_says_what_it_saw() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  new.recorded_at := clock_timestamp();
  new.seen := new.status = 200 and exists (
    select 1 from notices_notice n where n.id = new.notice_id and n.content_digest = new.digest);
  return new;
end $$;
create trigger says_what_it_saw before insert on notices_probe
  for each row execute function probe_says_what_it_saw();

-- Of a notice that is looked at, a day that is over counts only when the page was looked at on it
-- and was there each time.
create function was_seen_on(which bigint, asked date) returns boolean language sql stable
  set search_path = public, pg_temp as $$
  select coalesce(bool_and(p.seen), false) from notices_probe p
  where p.notice_id = which and (p.recorded_at at time zone 'Asia/Shanghai')::date = asked
$$;
revoke execute on function was_seen_on(bigint, date) from public;
create or replace function counted_close(which bigint) returns date language plpgsql stable
  set search_path = public, pg_temp as $$
declare n record; reached date; counted int := 0; looked boolean; today date := today_here();
begin
  select opened_on, work_days into n from notices_notice where id = which;
  looked := exists (select 1 from notices_probing b where n.opened_on >= b.since);
  if not looked then
    return working_day_after(n.opened_on, n.work_days);
  end if;
  reached := n.opened_on;
  while counted < n.work_days loop
    reached := working_day_after(reached, 1);
    if reached >= today or was_seen_on(which, reached) then counted := counted + 1; end if;
  end loop;
  return reached;
end $$;
create or replace function stands_until(which bigint) returns date language sql stable
  security definer set search_path = public, pg_temp as $$
  select greatest(n.closes_on, counted_close(n.id)) from notices_notice n where n.id = which
$$;
-- Say of every notice that is looked at that it stands longer, where days did not count.
create function count_notices_again() returns void language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  perform count_notice_again(n.id, '有工作日公示页没有打开，或没有探测，不计入', null)
    from (select id from notices_notice
          where opened_on >= (select min(since) from notices_probing) order by id) n;
end $$;
grant execute on function count_notices_again() to jineng_app;
