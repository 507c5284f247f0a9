call keep_trail_of('funds_fund');
call keep_trail_of('funds_entry');
call never_deleted('funds_fund');
call only_ever_added('funds_entry');
call scoped_by_area('funds_fund');
call scoped_by_area('funds_entry');
alter table funds_fund add constraint fund_knows_its_area unique (id, area);
alter table funds_entry add constraint entry_lies_in_the_area_of_its_fund
  foreign key (fund_id, area) references funds_fund (id, area);
grant select, insert on funds_fund, funds_entry to jineng_app;

-- Balances begin at nothing and move only by entries; reserving, releasing and paying entries are
-- written by the triggers of claims and payments, so no route can decide or pay past the books.
create function fund_begins_empty() returns trigger language plpgsql as $$
begin
  if (new.appropriated_fen, new.reserved_fen, new.paid_fen) <> (0, 0, 0) then
    raise exception 'a fund begins empty: appropriate by an entry' using errcode = 'J0F01';
  end if;
  return new;
end $$;
create trigger begins_empty before insert on funds_fund
  for each row execute function fund_begins_empty();

create function entry_is_the_offices_to_write() returns trigger language plpgsql as $$
begin
  if new.movement <> 'appropriate' and current_user <> 'jineng_owner' then
    raise exception 'money is reserved, released and paid by decisions and bank answers only'
      using errcode = 'J0F02';
  end if;
  return new;
end $$;
create trigger who_writes before insert on funds_entry
  for each row execute function entry_is_the_offices_to_write();

create trigger recorded_now before insert on funds_entry
  for each row execute function recorded_now();

create function entry_moves_the_balance() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  update funds_fund set
    appropriated_fen = appropriated_fen
      + case new.movement when 'appropriate' then new.fen else 0 end,
    reserved_fen = reserved_fen
      + case new.movement when 'reserve' then new.fen when 'release' then -new.fen
                          when 'pay' then -new.fen else 0 end,
    paid_fen = paid_fen + case new.movement when 'pay' then new.fen else 0 end
  where id = new.fund_id;
  return null;
end $$;
create trigger moves_the_balance after insert on funds_entry
  for each row execute function entry_moves_the_balance();
