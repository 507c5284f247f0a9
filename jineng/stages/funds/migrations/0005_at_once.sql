-- As before, but the fund is held, and its month found open, once for all entries of a statement.
create or replace function entry_finds_its_accounts() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  new.source := case new.movement when 'appropriate' then 'outside' when 'move_in' then 'outside'
    when 'move_out' then 'free' when 'hold' then 'free' when 'reserve' then 'free'
    when 'overpay' then 'free' when 'unhold' then 'held' when 'release' then 'owed'
    when 'send' then 'owed' when 'return' then 'sent' when 'pay' then 'sent'
    when 'recover' then 'paid' when 'bounce' then 'paid' end;
  new.target := case new.movement when 'appropriate' then 'free' when 'move_in' then 'free'
    when 'move_out' then 'outside' when 'hold' then 'held' when 'reserve' then 'owed'
    when 'overpay' then 'paid' when 'unhold' then 'free' when 'release' then 'free'
    when 'send' then 'sent' when 'return' then 'owed' when 'pay' then 'paid'
    when 'recover' then 'free' when 'bounce' then 'owed' end;
  return new;
end $$;
create function entries_are_of_an_open_month() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  perform 1 from funds_fund where id in (select fund_id from fresh) order by id
    for no key update;
  if exists (select 1 from fresh n join funds_period p on p.fund_id = n.fund_id
             where p.checked_by_id is not null and (n.at at time zone 'Asia/Shanghai')::date
                   between p.first_day and p.last_day) then
    raise exception 'the month of this entry is closed' using errcode = 'J0F06';
  end if;
  return null;
end $$;
create trigger are_of_an_open_month after insert on funds_entry referencing new table as fresh
  for each statement execute function entries_are_of_an_open_month();
