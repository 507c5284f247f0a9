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

-- As before; what is asked of an attempt that is sent is not asked of one that is answered.
create or replace function attempt_goes_by_evidence() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare bank record;
begin
  if old.evidence_id is not null and (new.evidence_id, new.resolved_by_id, new.confirmed_by_id)
     is distinct from (old.evidence_id, old.resolved_by_id, old.confirmed_by_id) then
    raise exception 'the evidence of an attempt stays' using errcode = 'J0B03';
  end if;
  if new.state = old.state then return new; end if;
  if new.state = 'sent' then
    if not exists (select 1 from payments_batch b
                   where b.id = new.batch_id and b.state = 'sent') then
      raise exception 'an attempt is sent with its batch' using errcode = 'J0B04';
    end if;
    if exists (select 1 from holds_hold h join payments_line l on l.id = new.line_id
               join claims_decision d on d.id = l.decision_id
               where h.lifted_at is null and h.subject = 'claims.Line:' || d.line_id) then
      raise exception 'this line is on hold' using errcode = 'J0L04';
    end if;
    if exists (select 1 from payments_attempt a join payments_answer w on w.batch_id = a.batch_id
               join payments_bankline k on k.answer_id = w.id and k.position = a.position
               where a.line_id = new.line_id and a.id <> new.id and k.paid) then
      raise exception 'the bank said of an earlier attempt that it was paid'
        using errcode = 'J0B11';
    end if;
    if exists (select 1 from payments_line l
               join claims_posting g on g.decision_id = l.decision_id
               join notices_objection o on o.line_id = g.notice_line_id
               where l.id = new.line_id and o.upheld is distinct from false) then
      raise exception 'an objection to this line is open or was upheld' using errcode = 'J0L03';
    end if;
  end if;
  if new.state = 'voided' then
    perform 1 from payments_batch where id = new.batch_id for share;
    if (select state from payments_batch where id = new.batch_id) <> 'made' then
      raise exception 'what was confirmed is sent whole' using errcode = 'J0B12';
    end if;
  end if;
  if new.state in ('paid', 'rejected') then
    select k.*, a.batch_id, a.is_statement, l.fen as owed into bank from payments_bankline k
      join payments_answer a on a.id = k.answer_id
      join payments_line l on l.id = new.line_id where k.id = new.evidence_id;
    if bank is null or bank.batch_id <> new.batch_id or bank.position <> new.position
       or bank.paid <> (new.state = 'paid') or (bank.paid and bank.fen <> bank.owed) then
      raise exception 'the bank did not say this of this attempt' using errcode = 'J0B05';
    end if;
    if old.state = 'unknown' and (not bank.is_statement or new.resolved_by_id is null
                                  or new.confirmed_by_id is null) then
      raise exception 'leaving unknown needs the statement of the bank and two people'
        using errcode = 'J0B06';
    end if;
  end if;
  return new;
end $$;
