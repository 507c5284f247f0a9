-- A batch that was not sent may be given up, whole: then its lines are free to be ordered again, and
-- one that was stopped does not keep the others waiting.
drop trigger moves on payments_batch;
create trigger moves before insert or update on payments_batch for each row
  execute function keep_moves('made', 'made>confirmed', 'confirmed>sent', 'sent>settled',
    'made>voided', 'confirmed>voided');
create or replace function file_is_of_its_batch() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  perform 1 from payments_batch where id = new.batch_id for share;
  if not exists (select 1 from payments_batch b where b.id = new.batch_id
                 and (b.count, b.fen) = (new.count, new.fen) and b.state = 'confirmed') then
    raise exception 'the file is not that of its confirmed batch' using errcode = 'J0B09';
  end if;
  return new;
end $$;
create function batch_is_given_up_whole() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if exists (select 1 from payments_attempt a where a.batch_id = new.id and a.state <> 'voided') then
    raise exception 'batch %: it is given up whole', new.number using errcode = 'J0B14';
  end if;
  return null;
end $$;
create constraint trigger is_given_up_whole after update on payments_batch
  deferrable initially deferred for each row when (new.state = 'voided')
  execute function batch_is_given_up_whole();

-- A file comes with the sending of its batch, and a message to the bank after it: neither lies about
-- while the batch may still be given up.
create function file_comes_with_the_sending() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if not exists (select 1 from payments_batch b where b.id = new.batch_id
                 and b.state in ('sent', 'settled')) then
    raise exception 'a file is written as its batch is sent' using errcode = 'J0B09';
  end if;
  return null;
end $$;
create constraint trigger comes_with_the_sending after insert on payments_paymentfile
  deferrable initially deferred for each row execute function file_comes_with_the_sending();
create or replace function message_to_the_bank_is_a_file() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  if not exists (select 1 from payments_paymentfile f join payments_batch b on b.id = f.batch_id
                 where b.number = new.key and f.name = new.name and b.state = 'sent') then
    raise exception 'message %: it is not the file of a batch', new.key using errcode = 'J0B13';
  end if;
  return new;
end $$;

-- As before, but an attempt is voided only with its batch, and what the bank said is written as the
-- attempt moves by it, not before: else nothing could be written of it any more.
create or replace function attempt_goes_by_evidence() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare bank record;
begin
  if old.evidence_id is not null and (new.evidence_id, new.resolved_by_id, new.confirmed_by_id)
     is distinct from (old.evidence_id, old.resolved_by_id, old.confirmed_by_id) then
    raise exception 'the evidence of an attempt stays' using errcode = 'J0B03';
  end if;
  if new.state = old.state then
    if (new.evidence_id, new.confirmed_by_id) is distinct from
       (old.evidence_id, old.confirmed_by_id)
       or new.resolved_by_id is distinct from old.resolved_by_id
          and (old.state <> 'unknown' or old.resolved_by_id is not null) then
      raise exception 'what the bank said is written as the attempt moves' using errcode = 'J0B03';
    end if;
    return new;
  end if;
  if new.state not in ('paid', 'rejected') and new.evidence_id is not null then
    raise exception 'what the bank said is written as the attempt moves' using errcode = 'J0B03';
  end if;
  if new.state = 'sent' and not exists (select 1 from payments_batch b
       where b.id = new.batch_id and b.state = 'sent') then
    raise exception 'an attempt is sent with its batch' using errcode = 'J0B04';
  end if;
  if new.state = 'sent' and exists (
      select 1 from holds_hold h join payments_line l on l.id = new.line_id
      join claims_decision d on d.id = l.decision_id
      where h.lifted_at is null and h.subject = 'claims.Line:' || d.line_id) then
    raise exception 'this line is on hold' using errcode = 'J0L04';
  end if;
  if new.state = 'sent' and exists (
      select 1 from payments_attempt a join payments_answer w on w.batch_id = a.batch_id
      join payments_bankline k on k.answer_id = w.id and k.position = a.position
      where a.line_id = new.line_id and a.id <> new.id and k.paid) then
    raise exception 'the bank said of an earlier attempt that it was paid' using errcode = 'J0B11';
  end if;
  if new.state = 'sent' and exists (
      select 1 from payments_line l join claims_posting g on g.decision_id = l.decision_id
      join notices_objection o on o.line_id = g.notice_line_id
      where l.id = new.line_id and o.upheld is distinct from false) then
    raise exception 'an objection to this line is open or was upheld' using errcode = 'J0L03';
  end if;
  if new.state = 'voided' then
    perform 1 from payments_batch where id = new.batch_id for share;
    if (select state from payments_batch where id = new.batch_id) <> 'voided' then
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

-- As before, but what says paid is what was paid and did not come back: also where a grant was made
-- again of which nothing is due any more.
create or replace function line_is_paid_as_it_says() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  if (select state from claims_line where id = new.id) <> new.state then return null; end if;
  if new.state = 'paid' and (
       entitled_to(new.id) = 0
       or (select coalesce(sum(f.fen), 0) from paid_for(new.id) f) < entitled_to(new.id))
     or new.state in ('ordered', 'returned') and not exists (
      select 1 from claims_decision d join payments_line p on p.decision_id = d.id
      join payments_attempt a on a.line_id = p.id
      where d.line_id = new.id
        and not exists (select 1 from claims_decision y where y.supersedes_id = d.id) and (
        new.state = 'ordered' and a.state in ('prepared', 'sent', 'unknown')
        or new.state = 'returned' and a.state in ('rejected', 'voided') and not exists (
          select 1 from payments_attempt b where b.line_id = p.id
          and b.state in ('prepared', 'sent', 'unknown', 'paid')))) then
    raise exception 'line %: its payment does not make it %', new.id, new.state
      using errcode = 'J0L07';
  end if;
  return null;
end $$;
