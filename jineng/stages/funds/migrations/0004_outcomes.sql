-- As before, and: the bank may pay more than was ordered, and send back what it paid.
create or replace function entry_finds_its_accounts() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  select source, target into new.source, new.target from (values
    ('appropriate', 'outside', 'free'), ('move_out', 'free', 'outside'),
    ('move_in', 'outside', 'free'), ('hold', 'free', 'held'), ('unhold', 'held', 'free'),
    ('reserve', 'free', 'owed'), ('release', 'owed', 'free'), ('send', 'owed', 'sent'),
    ('return', 'sent', 'owed'), ('pay', 'sent', 'paid'), ('recover', 'paid', 'free'),
    ('overpay', 'free', 'paid'), ('bounce', 'paid', 'owed')
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
