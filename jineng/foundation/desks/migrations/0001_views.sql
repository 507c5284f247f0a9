call keep_trail_of('desks_view');
call never_deleted('desks_view');
call keep_trail_of('desks_export');
call only_ever_added('desks_export');
grant select, insert on desks_view, desks_export to jineng_app;
grant update (dropped_at) on desks_view to jineng_app;

create function office_of_who_speaks() returns bigint language sql stable
  set search_path = public, pg_temp as $$
  select o.office_id from offices_officer o where o.id = speaking_officer()
$$;
grant execute on function office_of_who_speaks() to jineng_app;

-- A view is seen by who keeps it and, where it is shared, by the office; it is written by who keeps
-- it alone. An export is seen by who took it out, and by whoever reads the trail of its area: the
-- trail has its line.
alter table desks_view enable row level security;
alter table desks_view force row level security;
create policy of_who_sees_it on desks_view for select to jineng_app
  using (owner_id = (select speaking_officer())
         or shared and office_id = (select office_of_who_speaks()));
create policy of_who_keeps_it on desks_view for insert to jineng_app
  with check (owner_id = (select speaking_officer())
              and office_id = (select office_of_who_speaks()));
create policy of_who_drops_it on desks_view for update to jineng_app
  using (owner_id = (select speaking_officer()))
  with check (owner_id = (select speaking_officer()));
create policy of_the_owner on desks_view to jineng_owner using (true) with check (true);
alter table desks_export enable row level security;
alter table desks_export force row level security;
create policy of_who_speaks on desks_export for select to jineng_app
  using ((select speaking_officer()) is not null);
create policy of_who_takes_it on desks_export for insert to jineng_app
  with check (officer_id = (select speaking_officer()));
create policy of_the_owner on desks_export to jineng_owner using (true) with check (true);

create function view_is_dropped_once() returns trigger language plpgsql as $$
begin
  if old.dropped_at is not null then
    raise exception 'a view is dropped once' using errcode = 'J0V01';
  end if;
  return new;
end $$;
create trigger dropped_once before update on desks_view
  for each row execute function view_is_dropped_once();
