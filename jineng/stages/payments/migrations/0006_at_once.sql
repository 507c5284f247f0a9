-- As before, for all attempts of a statement at once: one entry each, written together, so that the
-- fund's row moves once.
drop trigger takes_the_money on payments_attempt;
create or replace function attempt_takes_the_money() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  insert into funds_entry (fund_id, area, movement, fen, subject, entered_by_id, at)
  select l.fund_id, l.area, 'send', l.fen, 'payments.Attempt:' || n.id, b.made_by_id, b.made_at
  from fresh n join payments_line l on l.id = n.line_id
    join payments_batch b on b.id = n.batch_id order by n.id;
  return null;
end $$;
create trigger takes_the_money after insert on payments_attempt referencing new table as fresh
  for each statement execute function attempt_takes_the_money();

drop trigger moves_the_fund on payments_attempt;
create or replace function paid_attempt_moves_the_fund() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  insert into funds_entry (fund_id, area, movement, fen, subject, entered_by_id, at)
  select l.fund_id, l.area, case n.state when 'paid' then 'pay' else 'return' end, l.fen,
         'payments.Attempt:' || n.id,
         coalesce(a.read_by_id, speaking_officer(), b.made_by_id),
         coalesce(a.at, clock_timestamp())
  from fresh n join was o on o.id = n.id
    join payments_line l on l.id = n.line_id join payments_batch b on b.id = n.batch_id
    left join payments_bankline k on k.id = n.evidence_id
    left join payments_answer a on a.id = k.answer_id
  where n.state in ('paid', 'rejected', 'voided') and n.state <> o.state order by n.id;
  return null;
end $$;
create trigger moves_the_fund after update on payments_attempt
  referencing old table as was new table as fresh
  for each statement execute function paid_attempt_moves_the_fund();
