call keep_trail_of('sampling_announcement');
call keep_trail_of('sampling_draw');
call only_ever_added('sampling_announcement');
call only_ever_added('sampling_draw');
call sees_the_latest('sampling_draw');
grant select, insert on sampling_announcement, sampling_draw to jineng_app;

create function announcement_knows_its_transaction() returns trigger language plpgsql as $$
begin
  new.made_in := txid_current();
  return new;
end $$;
create trigger made_in before insert on sampling_announcement
  for each row execute function announcement_knows_its_transaction();

-- What is drawn follows from the seed alone, and the seed was bound before.
create function draw_follows_its_seed() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare told sampling_announcement; right_ones integer[];
begin
  select * into told from sampling_announcement where id = new.announcement_id;
  if told.made_in = txid_current() or new.at <= told.at then
    raise exception 'a draw is announced before it is drawn' using errcode = 'J0Z01';
  end if;
  if encode(sha256(convert_to(new.seed, 'UTF8')), 'hex') <> told.digest then
    raise exception 'the seed is the one that was announced' using errcode = 'J0Z02';
  end if;
  select array_agg(position order by position) into right_ones from (
    select position from payments_attempt where batch_id = told.batch_id
    order by encode(sha256(convert_to(new.seed || ':' || position, 'UTF8')), 'hex') collate "C",
      position
    limit told.size) as drawn;
  if new.positions is distinct from right_ones then
    raise exception 'the lines are those that the seed draws' using errcode = 'J0Z03';
  end if;
  return new;
end $$;
create trigger follows_seed before insert on sampling_draw
  for each row execute function draw_follows_its_seed();
