call keep_trail_of('figures_query', 'digest');
call keep_trail_of('figures_figure');
call only_ever_added('figures_query');
call only_ever_added('figures_figure');
grant select, insert on figures_query, figures_figure to jineng_app;
alter table figures_query add constraint query_is_known_by_its_digest
  check (digest = encode(sha256(convert_to(text, 'UTF8')), 'hex'));

-- Who speaks for all areas of a figure sees it, and takes it.
alter table figures_figure enable row level security;
alter table figures_figure force row level security;
create policy of_all_its_areas on figures_figure to jineng_app
  using (areas::text[] <@ (select speaking_areas()))
  with check (areas::text[] <@ (select speaking_areas()));
create policy of_the_owner on figures_figure to jineng_owner using (true) with check (true);

-- A figure is of what is there when it is taken, not of what is still to come. Up to which sealed
-- block it sees everything, and when it was recorded, the database says.
create function figure_is_of_what_is_there() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare told pg_snapshot := new.as_of::pg_snapshot;
begin
  if pg_snapshot_xmax(told) > pg_snapshot_xmax(pg_current_snapshot()) then
    raise exception 'a figure is taken of what is there' using errcode = 'J0G01';
  end if;
  if not exists (select 1 from figures_query q where q.digest = new.query_id
                 and q.name = new.name) then
    raise exception 'a figure is counted by a query of its name' using errcode = 'J0G02';
  end if;
  new.head := (select max(b.number) from audit_block b
               where b.horizon <= pg_snapshot_xmin(told)::text::bigint);
  new.recorded_at := clock_timestamp();
  return new;
end $$;
create trigger of_what_is_there before insert on figures_figure
  for each row execute function figure_is_of_what_is_there();
