call keep_trail_of('payments_batch');
call keep_trail_of('payments_line');
call keep_trail_of('payments_attempt');
call keep_trail_of('payments_paymentfile');
call keep_trail_of('payments_answer');
call keep_trail_of('payments_bankline');
call never_deleted('payments_batch');
call only_ever_added('payments_line');
call never_deleted('payments_attempt');
call only_ever_added('payments_paymentfile');
call only_ever_added('payments_answer');
call only_ever_added('payments_bankline');
call scoped_by_area('payments_batch');
call scoped_by_area('payments_line');
call scoped_by_area('payments_attempt');
call scoped_by_area('payments_paymentfile');
call scoped_by_area('payments_answer');
call scoped_by_area('payments_bankline');
call sees_the_latest('payments_batch');
call sees_the_latest('payments_line');
call sees_the_latest('payments_attempt');
call sees_the_latest('payments_paymentfile');

alter table payments_batch add constraint batch_knows_its_area unique (id, area);
alter table payments_batch add constraint batch_pays_from_a_fund_of_its_area
  foreign key (fund_id, area) references funds_fund (id, area);
alter table payments_line add constraint payment_line_knows_its_area unique (id, area);
alter table payments_line add constraint payment_line_lies_in_the_area_of_its_decision
  foreign key (decision_id, area) references claims_decision (id, area);
alter table payments_attempt add constraint attempt_lies_in_the_area_of_its_line
  foreign key (line_id, area) references payments_line (id, area);
alter table payments_attempt add constraint attempt_lies_in_the_area_of_its_batch
  foreign key (batch_id, area) references payments_batch (id, area);
alter table payments_paymentfile add constraint payment_file_lies_in_the_area_of_its_batch
  foreign key (batch_id, area) references payments_batch (id, area);
alter table payments_answer add constraint answer_knows_its_area unique (id, area);
alter table payments_answer add constraint answer_lies_in_the_area_of_its_batch
  foreign key (batch_id, area) references payments_batch (id, area);
alter table payments_bankline add constraint bank_line_lies_in_the_area_of_its_answer
  foreign key (answer_id, area) references payments_answer (id, area);
alter table payments_bankline add constraint paid_bank_line_has_a_reference
  check (not paid or reference <> '');

grant select, insert on payments_batch, payments_line, payments_attempt, payments_paymentfile,
  payments_answer, payments_bankline to jineng_app;
grant update (state, confirmed_by_id, confirmed_at) on payments_batch to jineng_app;
grant update (state, evidence_id, resolved_by_id, confirmed_by_id) on payments_attempt
  to jineng_app;

create trigger moves before insert or update on payments_batch for each row
  execute function keep_moves('made', 'made>confirmed', 'confirmed>sent', 'sent>settled');
create trigger moves before insert or update on payments_attempt for each row
  execute function keep_moves('prepared', 'prepared>sent', 'prepared>voided', 'sent>paid',
    'sent>rejected', 'sent>unknown', 'unknown>paid', 'unknown>rejected');
create trigger two_people before insert or update on payments_batch for each row
  when (new.confirmed_by_id is not null)
  execute function keep_two_people('made_by_id', 'confirmed_by_id');
create trigger two_people before insert or update on payments_attempt for each row
  when (new.resolved_by_id is not null and new.confirmed_by_id is not null)
  execute function keep_two_people('resolved_by_id', 'confirmed_by_id');

-- Money is ordered only for a grant that stands, after its notice stood its full working days,
-- undisputed, to the account of that day. The decision's row is held, so that a line and a
-- superseding decision cannot cross.
create function line_is_due() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare d record; shown record;
begin
  select x.*, b.account_digest as account_now into d from claims_decision x
    join institutions_body b on b.id = x.payee_id where x.id = new.decision_id for share of x;
  if d.outcome <> 'granted'
     or exists (select 1 from claims_decision y where y.supersedes_id = d.id) then
    raise exception 'no grant stands for this line' using errcode = 'J0L01';
  end if;
  select n.closes_on, l.id as line into shown from claims_posting p
    join notices_line l on l.id = p.notice_line_id join notices_notice n on n.id = l.notice_id
    where p.decision_id = d.id;
  if shown.closes_on is null or new.ordered_on <= shown.closes_on
     or today_here() <= shown.closes_on then
    raise exception 'the notice has not stood its full working days' using errcode = 'J0L02';
  end if;
  if new.ordered_on > today_here() then
    raise exception 'a line cannot be ordered in the future' using errcode = 'J0L02';
  end if;
  if exists (select 1 from notices_objection o where o.line_id = shown.line
             and o.upheld is distinct from false) then
    raise exception 'an objection to this line is open or was upheld' using errcode = 'J0L03';
  end if;
  if exists (select 1 from holds_hold h where h.lifted_at is null
             and h.subject = 'claims.Line:' || d.line_id) then
    raise exception 'this line is on hold' using errcode = 'J0L04';
  end if;
  if (new.fen, new.fund_id, new.payee_id, new.account_digest)
     is distinct from (d.fen, d.fund_id, d.payee_id, d.account_digest) then
    raise exception 'amount, fund, payee or account differ from the decision'
      using errcode = 'J0L05';
  end if;
  if d.account_digest is distinct from d.account_now then
    raise exception 'the account was changed after the decision' using errcode = 'J0L06';
  end if;
  new.ordered_at := clock_timestamp();
  return new;
end $$;
create trigger is_due before insert on payments_line
  for each row execute function line_is_due();

-- An attempt joins a batch that is being made, of the same fund and payee, under a standing grant
-- that nobody disputes, and that no word of the bank says was paid before.
create function attempt_may_begin() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare pay record; batch record;
begin
  select l.* into pay from payments_line l where l.id = new.line_id;
  perform 1 from claims_decision where id = pay.decision_id for share;
  if exists (select 1 from claims_decision y where y.supersedes_id = pay.decision_id) then
    raise exception 'the decision was superseded' using errcode = 'J0L01';
  end if;
  if exists (select 1 from holds_hold h join claims_decision d on d.id = pay.decision_id
             where h.lifted_at is null and h.subject = 'claims.Line:' || d.line_id) then
    raise exception 'this line is on hold' using errcode = 'J0L04';
  end if;
  if exists (select 1 from claims_posting p join notices_objection o on o.line_id = p.notice_line_id
             where p.decision_id = pay.decision_id and o.upheld is distinct from false) then
    raise exception 'an objection to this line is open or was upheld' using errcode = 'J0L03';
  end if;
  if exists (select 1 from payments_attempt a join payments_answer w on w.batch_id = a.batch_id
             join payments_bankline k on k.answer_id = w.id and k.position = a.position
             where a.line_id = new.line_id and k.paid) then
    raise exception 'the bank said of an earlier attempt that it was paid' using errcode = 'J0B11';
  end if;
  select * into batch from payments_batch where id = new.batch_id;
  if batch.made_in <> txid_current() or batch.state <> 'made'
     or (batch.fund_id, batch.payee_id) <> (pay.fund_id, pay.payee_id) then
    raise exception 'a batch holds lines of one fund and one payee, as it was made'
      using errcode = 'J0B01';
  end if;
  if new.number <> (select count(*) + 1 from payments_attempt a where a.line_id = new.line_id) then
    raise exception 'attempts of a line follow one another' using errcode = 'J0B02';
  end if;
  if (new.evidence_id, new.resolved_by_id, new.confirmed_by_id) is distinct from
     (null::bigint, null::bigint, null::bigint) then
    raise exception 'an attempt begins without an answer' using errcode = 'J0B02';
  end if;
  return new;
end $$;
create trigger may_begin before insert on payments_attempt
  for each row execute function attempt_may_begin();

-- What the bank did is taken from the bank's own line: same batch, same position, same amount.
-- Leaving `unknown` needs the bank's statement and two people. What was said stays said.
create function attempt_goes_by_evidence() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare bank record;
begin
  if old.evidence_id is not null and (new.evidence_id, new.resolved_by_id, new.confirmed_by_id)
     is distinct from (old.evidence_id, old.resolved_by_id, old.confirmed_by_id) then
    raise exception 'the evidence of an attempt stays' using errcode = 'J0B03';
  end if;
  if new.state = old.state then return new; end if;
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
create trigger goes_by_evidence before update on payments_attempt
  for each row execute function attempt_goes_by_evidence();

-- A paid attempt moves the books: from reserved to paid, once.
create function paid_attempt_moves_the_fund() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  insert into funds_entry (fund_id, area, movement, fen, subject, entered_by_id, at)
  select l.fund_id, l.area, 'pay', l.fen, 'claims.Decision:' || l.decision_id, a.read_by_id, a.at
  from payments_line l, payments_bankline k join payments_answer a on a.id = k.answer_id
  where l.id = new.line_id and k.id = new.evidence_id;
  return null;
end $$;
create trigger moves_the_fund after update on payments_attempt for each row
  when (new.state = 'paid' and old.state <> 'paid')
  execute function paid_attempt_moves_the_fund();

-- Money may have moved: only after every attempt was rejected or voided may a decision be replaced.
create function decision_waits_for_the_money() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  perform 1 from claims_decision where id = new.supersedes_id for update;
  if exists (select 1 from payments_line l join payments_attempt a on a.line_id = l.id
             where l.decision_id = new.supersedes_id
             and a.state in ('prepared', 'sent', 'unknown', 'paid')) then
    raise exception 'money may have moved under this decision' using errcode = 'J0D10';
  end if;
  return new;
end $$;
create trigger waits_for_the_money before insert on claims_decision for each row
  when (new.supersedes_id is not null) execute function decision_waits_for_the_money();

-- A claim line says ordered, paid or returned only when its payment is so.
create function line_is_paid_as_it_says() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if (select state from claims_line where id = new.id) <> new.state then return null; end if;
  if new.state in ('ordered', 'paid', 'returned') and not exists (
      select 1 from claims_decision d join payments_line p on p.decision_id = d.id
      join payments_attempt a on a.line_id = p.id
      where d.line_id = new.id and (
        new.state = 'ordered' and a.state in ('prepared', 'sent', 'unknown')
        or new.state = 'paid' and a.state = 'paid'
        or new.state = 'returned' and a.state in ('rejected', 'voided') and not exists (
          select 1 from payments_attempt b where b.line_id = p.id
          and b.state in ('prepared', 'sent', 'unknown', 'paid')))) then
    raise exception 'line %: its payment does not make it %', new.id, new.state
      using errcode = 'J0L07';
  end if;
  return null;
end $$;
create constraint trigger is_paid_as_it_says after update on claims_line
  deferrable initially deferred for each row execute function line_is_paid_as_it_says();

-- A batch is the sum of its attempts when it is made and again when it is confirmed, is sent whole
-- with its one file, and is settled when nothing of it is open.
create function batch_is_made() returns trigger language plpgsql as $$
begin
  new.made_in := txid_current();
  return new;
end $$;
create trigger is_made before insert on payments_batch
  for each row execute function batch_is_made();
create function batch_adds_up() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare added record;
begin
  select count(*) as n, coalesce(sum(l.fen), 0) as fen into added from payments_attempt a
    join payments_line l on l.id = a.line_id where a.batch_id = new.id;
  if (new.count, new.fen) is distinct from (added.n::int, added.fen::bigint) then
    raise exception 'batch % says % lines and % fen, it holds % and %', new.number, new.count,
      new.fen, added.n, added.fen using errcode = 'J0B07';
  end if;
  return null;
end $$;
create constraint trigger adds_up after insert on payments_batch
  deferrable initially deferred for each row execute function batch_adds_up();
create trigger adds_up_again after update on payments_batch for each row
  when (new.state = 'confirmed' and old.state <> 'confirmed') execute function batch_adds_up();
create function batch_is_sent_whole() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if exists (select 1 from payments_attempt a where a.batch_id = new.id
             and (a.state = 'prepared' or a.state = 'voided')) then
    raise exception 'batch %: what was confirmed is sent whole', new.number using errcode = 'J0B12';
  end if;
  return null;
end $$;
create constraint trigger is_sent_whole after update on payments_batch
  deferrable initially deferred for each row when (new.state = 'sent')
  execute function batch_is_sent_whole();
create function batch_goes_by_its_file() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if old.confirmed_by_id is not null and (new.confirmed_by_id, new.confirmed_at)
     is distinct from (old.confirmed_by_id, old.confirmed_at) then
    raise exception 'batch %: its confirmation stands', new.number using errcode = 'J0B08';
  end if;
  if new.state = 'confirmed' and exists (select 1 from payments_attempt a
       where a.batch_id = new.id and a.state <> 'prepared') then
    raise exception 'batch %: what was confirmed is sent whole', new.number using errcode = 'J0B12';
  end if;
  if new.state = 'sent' and not exists (select 1 from payments_paymentfile f
       where f.batch_id = new.id) then
    raise exception 'batch %: no file was written', new.number using errcode = 'J0B09';
  end if;
  if new.state = 'settled' and exists (select 1 from payments_attempt a where a.batch_id = new.id
       and a.state in ('prepared', 'sent', 'unknown')) then
    raise exception 'batch %: some of its lines are open', new.number using errcode = 'J0B10';
  end if;
  return new;
end $$;
create trigger goes_by_its_file before update on payments_batch
  for each row execute function batch_goes_by_its_file();
create function file_is_of_its_batch() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if not exists (select 1 from payments_batch b where b.id = new.batch_id
                 and (b.count, b.fen) = (new.count, new.fen) and b.state = 'confirmed') then
    raise exception 'the file is not that of its confirmed batch' using errcode = 'J0B09';
  end if;
  return new;
end $$;
create trigger of_its_batch before insert on payments_paymentfile
  for each row execute function file_is_of_its_batch();

-- What goes to the bank is the file of a batch, under its own name, once.
create function message_to_the_bank_is_a_file() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if not exists (select 1 from payments_paymentfile f join payments_batch b on b.id = f.batch_id
                 where b.number = new.key and f.name = new.name and b.state <> 'made') then
    raise exception 'message %: it is not the file of a batch', new.key using errcode = 'J0B13';
  end if;
  return new;
end $$;
create trigger is_a_file before insert on outbox_message for each row
  when (new.channel = 'bank') execute function message_to_the_bank_is_a_file();
