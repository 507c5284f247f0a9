-- A statement moves each fund once, however many entries it writes. A row of its own for each entry
-- would leave as many dead versions of the fund's row behind in one transaction, and each entry
-- would walk past them all: an answer of the bank of 100,000 lines would never end.
drop trigger moves_the_balance on funds_entry;
create or replace function entry_moves_the_balance() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  update funds_fund f set
    appropriated_fen = f.appropriated_fen + moved.appropriated,
    held_fen = f.held_fen + moved.held,
    owed_fen = f.owed_fen + moved.owed,
    sent_fen = f.sent_fen + moved.sent,
    paid_fen = f.paid_fen + moved.paid
  from (
    select e.fund_id,
      sum(case 'outside' when e.source then e.fen when e.target then -e.fen else 0 end)
        as appropriated,
      sum(case 'held' when e.target then e.fen when e.source then -e.fen else 0 end) as held,
      sum(case 'owed' when e.target then e.fen when e.source then -e.fen else 0 end) as owed,
      sum(case 'sent' when e.target then e.fen when e.source then -e.fen else 0 end) as sent,
      sum(case 'paid' when e.target then e.fen when e.source then -e.fen else 0 end) as paid
    from fresh e group by e.fund_id
  ) moved where f.id = moved.fund_id;
  return null;
end $$;
create trigger moves_the_balance after insert on funds_entry referencing new table as fresh
  for each statement execute function entry_moves_the_balance();
