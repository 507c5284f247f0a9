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

-- The accounts of a fund move once for all entries of a statement: a file of many answers moves its
-- fund's row once, not once for each line.
drop trigger moves_the_balance on funds_entry;
create or replace function entry_moves_the_balance() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  update funds_fund f set
    appropriated_fen = f.appropriated_fen + m.appropriated, held_fen = f.held_fen + m.held,
    owed_fen = f.owed_fen + m.owed, sent_fen = f.sent_fen + m.sent, paid_fen = f.paid_fen + m.paid
  from (
    select fund_id,
      sum(case 'outside' when source then fen when target then -fen else 0 end) as appropriated,
      sum(case 'held' when target then fen when source then -fen else 0 end) as held,
      sum(case 'owed' when target then fen when source then -fen else 0 end) as owed,
      sum(case 'sent' when target then fen when source then -fen else 0 end) as sent,
      sum(case 'paid' when target then fen when source then -fen else 0 end) as paid
    from fresh group by fund_id
  ) m where m.fund_id = f.id;
  return null;
end $$;
create trigger moves_the_balance after insert on funds_entry referencing new table as fresh
  for each statement execute function entry_moves_the_balance();
