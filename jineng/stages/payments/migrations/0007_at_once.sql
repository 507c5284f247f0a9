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

-- What the bank sent back is looked at one by one: what is due after one depends on the others.
drop trigger moves_the_fund on payments_attempt;
create or replace function paid_attempt_moves_the_fund() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
declare told record; now_due bigint; again bigint;
begin
  insert into funds_entry (fund_id, area, movement, fen, subject, entered_by_id, at)
  select l.fund_id, l.area, m.movement, m.fen, 'payments.Attempt:' || n.id,
         coalesce(a.read_by_id, speaking_officer(), b.made_by_id),
         coalesce(a.at, clock_timestamp())
  from fresh n join was o on o.id = n.id
    join payments_line l on l.id = n.line_id join payments_batch b on b.id = n.batch_id
    left join payments_bankline k on k.id = n.evidence_id
    left join payments_answer a on a.id = k.answer_id
    cross join lateral (values
      (1, 'pay', case n.state when 'paid' then least(k.fen, l.fen) end),
      (2, 'overpay', case n.state when 'paid' then k.fen - l.fen end),
      (3, 'return', case n.state when 'paid' then l.fen - k.fen else l.fen end)
    ) as m (place, movement, fen)
  where n.state in ('paid', 'rejected', 'voided') and n.state <> o.state and m.fen > 0
  order by n.id, m.place;
  for told in
    select n.id, l.fund_id, l.area, k.fen as paid, d.line_id, n.bounced_by_id as officer, r.at
    from fresh n join was o on o.id = n.id join payments_line l on l.id = n.line_id
      join claims_decision d on d.id = l.decision_id
      join payments_bankline k on k.id = n.evidence_id
      join payments_bankline c on c.id = n.bounce_id
      join payments_answer r on r.id = c.answer_id
    where n.state = 'bounced' and o.state <> 'bounced' order by n.id
  loop
    now_due := due_of(told.line_id);
    again := greatest(now_due, 0) - greatest(now_due - told.paid, 0);
    insert into funds_entry (fund_id, area, movement, fen, subject, entered_by_id, at)
    select told.fund_id, told.area, m.movement, m.fen, 'payments.Attempt:' || told.id,
           told.officer, told.at
    from (values ('bounce', again), ('recover', told.paid - again)) as m (movement, fen)
    where m.fen > 0;
  end loop;
  return null;
end $$;
create trigger moves_the_fund after update on payments_attempt
  referencing old table as was new table as fresh
  for each statement execute function paid_attempt_moves_the_fund();
