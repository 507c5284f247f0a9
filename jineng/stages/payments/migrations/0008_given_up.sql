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
    raise exception 'batch %: it is given up whole', new.number using errcode = 'J0B20';
  end if;
  return null;
end $$;
create constraint trigger is_given_up_whole after update on payments_batch
  deferrable initially deferred for each row when (new.state = 'voided')
  execute function batch_is_given_up_whole();

-- A file comes with the sending of its batch: none lies about while the batch may still be given up.
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

-- As before, but an attempt is voided only with its batch, and what the bank said is written as the
-- attempt moves by it, not before: else nothing could be written of it any more.
create or replace function attempt_goes_by_evidence() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
declare bank record; of_line bigint;
begin
  if old.evidence_id is not null and (new.evidence_id, new.resolved_by_id, new.confirmed_by_id)
     is distinct from (old.evidence_id, old.resolved_by_id, old.confirmed_by_id)
     or old.bounce_id is not null and (new.bounce_id, new.bounced_by_id)
     is distinct from (old.bounce_id, old.bounced_by_id) then
    raise exception 'the evidence of an attempt stays' using errcode = 'J0B03';
  end if;
  if new.state in ('prepared', 'sent', 'unknown', 'voided') and new.evidence_id is not null
     or new.state = old.state and (new.evidence_id, new.confirmed_by_id, new.bounce_id,
       new.bounced_by_id) is distinct from (old.evidence_id, old.confirmed_by_id, old.bounce_id,
       old.bounced_by_id) then
    raise exception 'what the bank said is written as the attempt moves' using errcode = 'J0B03';
  end if;
  if new.state = old.state then return new; end if;
  if new.state = 'sent' then
    select d.line_id into of_line from payments_line l
      join claims_decision d on d.id = l.decision_id where l.id = new.line_id;
  end if;
  if new.state = 'sent' and not exists (select 1 from payments_batch b
       where b.id = new.batch_id and b.state = 'sent') then
    raise exception 'an attempt is sent with its batch' using errcode = 'J0B04';
  end if;
  if new.state = 'sent' and exists (select 1 from holds_hold h
      where h.lifted_at is null and h.subject = 'claims.Line:' || of_line) then
    raise exception 'this line is on hold' using errcode = 'J0L04';
  end if;
  if new.state = 'sent' and said_paid(of_line) then
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
       or bank.paid <> (new.state = 'paid')
       or bank.paid and bank.fen <> bank.owed and old.state <> 'unknown' then
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

-- As before, but what the bank sent back of a grant that was decided again comes back as a recovery:
-- entered by the bank's own number, it explains why our books still say paid.
create or replace function debited_of(batch bigint) returns bigint
  language sql stable set search_path = public, pg_temp as $$
  with said as (
    select k.* from payments_bankline k join payments_answer w on w.id = k.answer_id
    where w.batch_id = batch
  ), back as (
    select distinct on (s.position) s.position, s.fen, s.reference from said s
    where s.came_back and exists (
      select 1 from said p where p.position = s.position and p.paid)
    order by s.position, s.id desc
  )
  select (coalesce((select sum(p.fen) from (select distinct on (reference) fen from said
                    where paid order by reference, id desc) p), 0)
          - coalesce((select sum(fen) from back), 0)
          + coalesce((select sum(r.fen) from back b
              join payments_attempt a on a.batch_id = batch and a.position = b.position
              join payments_line p on p.id = a.line_id
              join claims_decision d on d.id = p.decision_id
              join payments_recovery r on r.line_id = d.line_id and r.reference = b.reference
                and r.confirmed_by_id is not null), 0))::bigint
$$;

-- A line that was granted again while all of it was still paid says paid when its notice has stood:
-- what says paid is what was paid and did not come back, by whatever decision.
drop trigger moves on claims_line;
create trigger moves before insert or update on claims_line for each row
  execute function keep_moves('submitted', 'submitted>granted', 'submitted>refused',
    'submitted>referred', 'granted>on_notice', 'on_notice>submitted', 'on_notice>ordered',
    'on_notice>paid', 'ordered>paid', 'ordered>returned', 'returned>ordered', 'paid>returned',
    'paid>granted', 'paid>revoked', 'revoked>granted');
create or replace function line_is_paid_as_it_says() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
declare tried record;
begin
  if new.state not in ('ordered', 'paid', 'returned')
     or (select state from claims_line where id = new.id) <> new.state then return null; end if;
  select count(a.id) as n,
         count(*) filter (where a.state in ('prepared', 'sent', 'unknown')) as going
    into tried from claims_decision d join payments_line p on p.decision_id = d.id
    join payments_attempt a on a.line_id = p.id
    where d.line_id = new.id
      and not exists (select 1 from claims_decision y where y.supersedes_id = d.id);
  if not (case new.state
    when 'ordered' then tried.going > 0
    when 'paid' then tried.going = 0 and entitled_to(new.id) > 0 and due_of(new.id) <= 0
    else tried.n > 0 and tried.going = 0 and due_of(new.id) > 0 end) then
    raise exception 'line %: its payment does not make it %', new.id, new.state
      using errcode = 'J0L07';
  end if;
  return null;
end $$;
