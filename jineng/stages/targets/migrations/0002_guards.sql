call keep_trail_of('targets_order');
call keep_trail_of('targets_share');
call never_deleted('targets_order');
call only_ever_added('targets_share');
call scoped_by_area('targets_share');
call sees_the_latest('targets_order');
call sees_the_latest('targets_share');
-- Who is given a share sees by which document, though another area proposed it.
alter table targets_order enable row level security;
alter table targets_order force row level security;
create policy of_who_asks on targets_order to jineng_app
  using (origin = any ((select speaking_areas())::text[]))
  with check (origin = any ((select speaking_areas())::text[]));
create policy of_who_receives on targets_order for select to jineng_app using (exists (
  select 1 from targets_share s where s.order_id = targets_order.id
  and s.area = any ((select speaking_areas())::text[])));
create policy of_the_owner on targets_order to jineng_owner using (true) with check (true);
grant select, insert on targets_order, targets_share to jineng_app;
grant update (state, turn, answered_by_id, answered_at, answer) on targets_order to jineng_app;
create index shares_by_year on targets_share (year, giver);

create trigger moves before insert or update on targets_order for each row
  execute function keep_moves('proposed', 'proposed>approved', 'proposed>refused');
create trigger two_people before insert or update on targets_order for each row
  execute function keep_two_people('proposed_by_id', 'answered_by_id');

-- What was answered is answered; what is approved is numbered under one lock of its giver and year.
create function order_is_answered_once() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  if old.state <> 'proposed' then
    raise exception 'order % is answered already', old.id using errcode = 'J0W01';
  end if;
  new.turn := null;
  if new.state = 'approved' then
    perform pg_advisory_xact_lock(hashtext('targets ' || new.giver || ' ' || new.year));
    select coalesce(max(o.turn), 0) + 1 into new.turn from targets_order o
      where o.giver = new.giver and o.year = new.year;
  end if;
  return new;
end $$;
create trigger answered_once before update on targets_order for each row
  execute function order_is_answered_once();

-- A share belongs to an order nobody answered yet, of its giver and year, and goes one level down:
-- to an area that lies in the giver, to an institution of the giver, or is kept back by it. What
-- nobody gives goes to an area that lies in no other.
create function share_goes_one_level_down() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  if not exists (select 1 from targets_order o where o.id = new.order_id
                 and o.state = 'proposed' and o.giver = new.giver and o.year = new.year
                 and (new.kept or o.proposed_by_id = speaking_officer())) then
    raise exception 'a share joins an open order of its giver, by who proposes it'
      using errcode = 'J0W02';
  end if;
  if new.kept and (new.area <> new.giver or new.body_number <> '')
     or new.area = new.giver and not new.kept and new.body_number = ''
     or new.area <> new.giver and new.body_number <> ''
     or new.giver <> '' and new.area <> new.giver and not exists (
       select 1 from regions_region r where r.code = new.area and r.within_id = new.giver)
     or new.giver = '' and exists (
       select 1 from regions_region r where r.code = new.area and r.within_id is not null) then
    raise exception 'share of % does not lie one level below %', new.area, new.giver
      using errcode = 'J0W03';
  end if;
  return new;
end $$;
create trigger one_level_down before insert on targets_share for each row
  execute function share_goes_one_level_down();

-- The shares that stand in a year: of each receiver the last one since its giver last split. Asked
-- by the application it shows the shares of the areas that are heard, no others.
create function targets_standing(of_year int) returns setof targets_share language sql stable
  set search_path = public, pg_temp as $$
  select distinct on (s.giver, s.area, s.body_number, s.kept) s.*
  from targets_share s join targets_order o on o.id = s.order_id
  where s.year = of_year and o.state = 'approved' and o.turn >= coalesce((
    select max(p.turn) from targets_order p where p.giver = o.giver and p.year = o.year
    and p.state = 'approved' and p.kind = 'split'), 0)
  order by s.giver, s.area, s.body_number, s.kept, o.turn desc
$$;
grant execute on function targets_standing(int) to jineng_app;

-- The parts and what is kept back are the whole, measure by measure, whenever an order about them
-- is approved.
create function parts_are_the_whole() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  if new.giver <> '' and exists (
    with standing as (select * from targets_standing(new.year)),
    whole as (select * from standing where area = new.giver and giver <> area)
    select 1 from (values (1)) one left join whole w on true left join (
      select sum(trained) as trained, sum(certified) as certified, sum(senior) as senior,
        sum(technician) as technician, sum(fen) as fen
      from standing where giver = new.giver) p on true
    where (p.trained, p.certified, p.senior, p.technician, p.fen)
      is distinct from (w.trained, w.certified, w.senior, w.technician, w.fen)) then
    raise exception 'the shares of % in % are not its whole', new.giver, new.year
      using errcode = 'J0W04';
  end if;
  return null;
end $$;
create constraint trigger parts_and_whole after update on targets_order
  deferrable initially deferred for each row when (new.state = 'approved')
  execute function parts_are_the_whole();
