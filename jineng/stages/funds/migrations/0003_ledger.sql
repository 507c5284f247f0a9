call keep_trail_of('funds_appropriation');
call keep_trail_of('funds_hold');
call keep_trail_of('funds_period');
call never_deleted('funds_appropriation');
call never_deleted('funds_hold');
call never_deleted('funds_period');
call scoped_by_area('funds_appropriation');
call scoped_by_area('funds_hold');
call scoped_by_area('funds_period');
call sees_the_latest('funds_appropriation');
call sees_the_latest('funds_period');
alter table funds_appropriation add constraint appropriation_lies_in_the_area_of_its_fund
  foreign key (fund_id, area) references funds_fund (id, area);
alter table funds_hold add constraint money_held_lies_in_the_area_of_its_fund
  foreign key (fund_id, area) references funds_fund (id, area);
alter table funds_period add constraint period_lies_in_the_area_of_its_fund
  foreign key (fund_id, area) references funds_fund (id, area);
alter table funds_period add constraint period_is_a_whole_month check (
  extract(day from first_day) = 1
  and last_day = (first_day + interval '1 month')::date - 1);

-- Nobody writes entries, holds or accounts: they follow from appropriations two people confirmed,
-- from rosters, decisions, attempts and recoveries, by triggers that run as the owner.
revoke insert on funds_entry from jineng_app;
grant select, insert on funds_appropriation, funds_period to jineng_app;
grant select on funds_hold to jineng_app;
grant update (confirmed_by_id, confirmed_at) on funds_appropriation to jineng_app;
grant update (checked_by_id, checked_at) on funds_period to jineng_app;
create or replace function entry_is_the_offices_to_write() returns trigger language plpgsql as $$
begin
  if current_user <> 'jineng_owner' then
    raise exception 'an entry follows from a record, nobody writes it' using errcode = 'J0F02';
  end if;
  return new;
end $$;
create or replace function fund_begins_empty() returns trigger language plpgsql as $$
begin
  if (new.appropriated_fen, new.held_fen, new.owed_fen, new.sent_fen, new.paid_fen)
     <> (0, 0, 0, 0, 0) then
    raise exception 'a fund begins empty: appropriate to it' using errcode = 'J0F01';
  end if;
  return new;
end $$;

-- What one proposes begins unconfirmed, and is confirmed once. The arguments are the two columns.
create function is_confirmed_once() returns trigger language plpgsql as $$
declare before jsonb; is_now jsonb := to_jsonb(new);
begin
  if tg_op = 'INSERT' then
    if is_now ->> tg_argv[0] is not null or is_now ->> tg_argv[1] is not null then
      raise exception '% is proposed by one and confirmed by another later', tg_table_name
        using errcode = 'J0F03';
    end if;
    return new;
  end if;
  before := to_jsonb(old);
  if before ->> tg_argv[0] is not null
     and (before ->> tg_argv[0], before ->> tg_argv[1])
         is distinct from (is_now ->> tg_argv[0], is_now ->> tg_argv[1]) then
    raise exception '%: its confirmation stands', tg_table_name using errcode = 'J0F04';
  end if;
  return new;
end $$;
create trigger confirmed_once before insert or update on funds_appropriation
  for each row execute function is_confirmed_once('confirmed_by_id', 'confirmed_at');
create trigger confirmed_once before insert or update on funds_period
  for each row execute function is_confirmed_once('checked_by_id', 'checked_at');
create trigger two_people before update on funds_appropriation for each row
  when (new.confirmed_by_id is not null)
  execute function keep_two_people('proposed_by_id', 'confirmed_by_id');
create trigger two_people before update on funds_period for each row
  when (new.checked_by_id is not null)
  execute function keep_two_people('closed_by_id', 'checked_by_id');

-- Money leaves a fund for another only by who speaks for both areas.
create function move_is_of_both_areas() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if new.source_id is not null and not exists (
      select 1 from funds_fund f where f.id = new.source_id and f.area = any (speaking_areas())) then
    raise exception 'money is moved by who speaks for both funds' using errcode = 'J0F08';
  end if;
  return new;
end $$;
create trigger of_both_areas before insert or update on funds_appropriation
  for each row execute function move_is_of_both_areas();

-- Confirmed, an appropriation is entered; one that names a source leaves it at the same moment.
create function appropriation_is_entered() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  perform 1 from funds_fund where id in (new.source_id, new.fund_id) order by id
    for no key update;
  if new.source_id is null then
    insert into funds_entry (fund_id, area, movement, fen, subject, entered_by_id, at)
    values (new.fund_id, new.area, 'appropriate', new.fen, 'funds.Appropriation:' || new.id,
            new.confirmed_by_id, new.confirmed_at);
    return null;
  end if;
  insert into funds_entry (fund_id, area, movement, fen, subject, entered_by_id, at)
  select f.id, f.area, 'move_out', new.fen, 'funds.Appropriation:' || new.id,
         new.confirmed_by_id, new.confirmed_at from funds_fund f where f.id = new.source_id;
  insert into funds_entry (fund_id, area, movement, fen, subject, entered_by_id, at)
  values (new.fund_id, new.area, 'move_in', new.fen, 'funds.Appropriation:' || new.id,
          new.confirmed_by_id, new.confirmed_at);
  return null;
end $$;
create trigger is_entered after update on funds_appropriation for each row
  when (new.confirmed_by_id is not null and old.confirmed_by_id is null)
  execute function appropriation_is_entered();

-- What leaves one fund arrives in another, in the same transaction.
create function move_has_two_sides() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if (select sum(case movement when 'move_in' then fen else -fen end) from funds_entry
      where subject = new.subject and movement in ('move_out', 'move_in')) <> 0 then
    raise exception 'what leaves one fund arrives in another' using errcode = 'J0F05';
  end if;
  return null;
end $$;
create constraint trigger has_two_sides after insert on funds_entry
  deferrable initially deferred for each row when (new.movement in ('move_out', 'move_in'))
  execute function move_has_two_sides();

-- The accounts of an entry follow from its movement, and its month must be open. The fund's row is
-- held first, so that an entry and the closing of its month cannot cross.
create function entry_finds_its_accounts() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  select source, target into new.source, new.target from (values
    ('appropriate', 'outside', 'free'), ('move_out', 'free', 'outside'),
    ('move_in', 'outside', 'free'), ('hold', 'free', 'held'), ('unhold', 'held', 'free'),
    ('reserve', 'free', 'owed'), ('release', 'owed', 'free'), ('send', 'owed', 'sent'),
    ('return', 'sent', 'owed'), ('pay', 'sent', 'paid'), ('recover', 'paid', 'free')
  ) as known (movement, source, target) where known.movement = new.movement;
  perform 1 from funds_fund where id = new.fund_id for no key update;
  if exists (select 1 from funds_period p where p.fund_id = new.fund_id
             and p.checked_by_id is not null
             and (new.at at time zone 'Asia/Shanghai')::date
                 between p.first_day and p.last_day) then
    raise exception 'the month of this entry is closed' using errcode = 'J0F06';
  end if;
  return new;
end $$;
create trigger finds_its_accounts before insert on funds_entry
  for each row execute function entry_finds_its_accounts();
create or replace function entry_moves_the_balance() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  update funds_fund set
    appropriated_fen = appropriated_fen + case 'outside' when new.source then new.fen
                                          when new.target then -new.fen else 0 end,
    held_fen = held_fen + case 'held' when new.target then new.fen
                          when new.source then -new.fen else 0 end,
    owed_fen = owed_fen + case 'owed' when new.target then new.fen
                          when new.source then -new.fen else 0 end,
    sent_fen = sent_fen + case 'sent' when new.target then new.fen
                          when new.source then -new.fen else 0 end,
    paid_fen = paid_fen + case 'paid' when new.target then new.fen
                          when new.source then -new.fen else 0 end
  where id = new.fund_id;
  return null;
end $$;

-- Money is set aside for somebody, and entered as it is.
create function set_aside(fund bigint, place text, of_whom text, class_number text, most bigint,
                          officer bigint, moment timestamptz)
  returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare made bigint;
begin
  insert into funds_hold (fund_id, area, subject, training_number, fen, used_fen)
  values (fund, place, of_whom, class_number, most, 0) returning id into made;
  insert into funds_entry (fund_id, area, movement, fen, subject, entered_by_id, at)
  values (fund, place, 'hold', most, 'funds.Hold:' || made, officer, moment);
end $$;
-- Give free what is left of a hold, or as much of it as a grant takes; return how much.
create function give_free(of_whom text, fund bigint, wanted bigint, because text, officer bigint,
                          moment timestamptz)
  returns bigint language plpgsql security definer set search_path = public, pg_temp as $$
declare kept record; given bigint;
begin
  select * into kept from funds_hold h where h.subject = of_whom and h.fund_id = fund for update;
  if not found or kept.used_fen = kept.fen then return 0; end if;
  given := least(kept.fen - kept.used_fen, wanted);
  update funds_hold set used_fen = used_fen + given where id = kept.id;
  insert into funds_entry (fund_id, area, movement, fen, subject, entered_by_id, at)
  values (kept.fund_id, kept.area, 'unhold', given, because, officer, moment);
  return given;
end $$;
revoke execute on function set_aside(bigint, text, text, text, bigint, bigint, timestamptz),
  give_free(text, bigint, bigint, text, bigint, timestamptz) from public;

-- A month is closed when it is over.
create function month_is_over() returns trigger language plpgsql as $$
begin
  if new.last_day >= today_here() then
    raise exception 'the month is not over' using errcode = 'J0F09';
  end if;
  return new;
end $$;
create trigger is_over before insert on funds_period
  for each row execute function month_is_over();
