call keep_trail_of('payments_redirection');
call keep_trail_of('payments_signature');
call keep_trail_of('payments_statement');
call never_deleted('payments_redirection');
call only_ever_added('payments_signature');
call only_ever_added('payments_statement');
call scoped_by_area('payments_redirection');
call scoped_by_area('payments_signature');
call scoped_by_area('payments_statement');
call sees_the_latest('payments_redirection');
call sees_the_latest('payments_signature');
call sees_the_latest('payments_statement');
alter table payments_signature add constraint signature_lies_in_the_area_of_its_batch
  foreign key (batch_id, area) references payments_batch (id, area);
alter table payments_statement add constraint statement_is_of_a_whole_month check (
  extract(day from first_day) = 1
  and last_day = (first_day + interval '1 month')::date - 1);
grant select, insert on payments_redirection, payments_signature, payments_statement
  to jineng_app;
grant update (confirmed_by_id, confirmed_at) on payments_redirection to jineng_app;

-- The account of a payee changed after a decision: two say that what was decided before goes to
-- the new one. Only what is in force now is gone to.
create trigger confirmed_once before insert or update on payments_redirection
  for each row execute function is_confirmed_once('confirmed_by_id', 'confirmed_at');
create trigger two_people before update on payments_redirection for each row
  when (new.confirmed_by_id is not null)
  execute function keep_two_people('made_by_id', 'confirmed_by_id');
create function redirection_is_to_the_account_of_today() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  if not exists (select 1 from institutions_accountchange c
                 join institutions_body b on b.id = c.body_id
                 where c.id = new.change_id and c.state = 'in_force'
                 and c.account_digest = b.account_digest) then
    raise exception 'what was decided goes only to an account that is in force'
      using errcode = 'J0L11';
  end if;
  return new;
end $$;
create trigger to_the_account_of_today before insert or update on payments_redirection
  for each row execute function redirection_is_to_the_account_of_today();
-- Whether what was decided for one account of a payee may go to the one it has now.
create function is_redirected(payee bigint, place text) returns boolean
  language sql stable set search_path = public, pg_temp as $$
  select exists (
    select 1 from payments_redirection r join institutions_accountchange c on c.id = r.change_id
    join institutions_body b on b.id = c.body_id
    where b.id = payee and c.account_digest = b.account_digest and c.state = 'in_force'
    and r.area = place and r.confirmed_by_id is not null)
$$;
grant execute on function is_redirected(bigint, text) to jineng_app;

-- As before, and: a line goes to the account of its decision while the payee has no other, and to
-- another only as two said.
create or replace function line_is_due() returns trigger language plpgsql security definer
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
  if (new.fen, new.fund_id, new.payee_id)
     is distinct from (due_of(d.line_id), d.fund_id, d.payee_id)
     or new.account_digest not in (d.account_digest, d.account_now) then
    raise exception 'amount, fund, payee or account differ from what is due by the decision'
      using errcode = 'J0L05';
  end if;
  if new.account_digest <> d.account_now
     or new.account_digest <> d.account_digest and not is_redirected(d.payee_id, d.area) then
    raise exception 'the account was changed after the decision' using errcode = 'J0L06';
  end if;
  new.ordered_at := clock_timestamp();
  return new;
end $$;
-- A line that was ordered to an account its payee left is not tried again: another line follows it.
create function attempt_is_to_the_account_of_today() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  if exists (select 1 from payments_line l join institutions_body b on b.id = l.payee_id
             where l.id = new.line_id and l.account_digest <> b.account_digest) then
    raise exception 'the account was changed after the decision' using errcode = 'J0L06';
  end if;
  return new;
end $$;
create trigger to_the_account_of_today before insert on payments_attempt
  for each row execute function attempt_is_to_the_account_of_today();

-- A batch leaves when as many people signed as its sum asks for: its maker, who confirmed it, and
-- those who signed since, each another natural person who typed its total.
create function signature_is_of_another_person() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
declare batch record; signer text;
begin
  select * into batch from payments_batch where id = new.batch_id for no key update;
  select natural_person into signer from offices_officer where id = new.signed_by_id;
  if batch.state <> 'confirmed' or new.fen <> batch.fen
     or new.number <> (select count(*) + 1 from payments_signature s
                       where s.batch_id = new.batch_id) then
    raise exception 'a confirmed batch is signed with its total, one signature after another'
      using errcode = 'J0B17';
  end if;
  if exists (select 1 from offices_officer o where o.natural_person = signer and (
      o.id in (batch.made_by_id, batch.confirmed_by_id)
      or o.id in (select s.signed_by_id from payments_signature s
                  where s.batch_id = new.batch_id))) then
    raise exception 'one natural person signs a batch once' using errcode = 'J0P01';
  end if;
  return new;
end $$;
create trigger of_another_person before insert on payments_signature
  for each row execute function signature_is_of_another_person();
create function batch_is_signed_by_enough() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if 2 + (select count(*) from payments_signature s where s.batch_id = new.id)
     < limit_of('signatures', new.fen) then
    raise exception 'batch %: its sum asks for more signatures', new.number
      using errcode = 'J0B18';
  end if;
  return new;
end $$;
create trigger signed_by_enough before update on payments_batch for each row
  when (new.state = 'sent' and old.state <> 'sent')
  execute function batch_is_signed_by_enough();
-- As before, and: the message goes out with a batch that was sent.
create or replace function message_to_the_bank_is_a_file() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  if not exists (select 1 from payments_paymentfile f join payments_batch b on b.id = f.batch_id
                 where b.number = new.key and f.name = new.name
                 and b.state in ('sent', 'settled')) then
    raise exception 'message %: it is not the file of a batch', new.key using errcode = 'J0B13';
  end if;
  return new;
end $$;

-- What the ledger says a payee was paid by an area in a month, one line each: day, movement, fen
-- (less than nothing: came back), claim and roster row, batch and position, the bank's reference,
-- fund. A month of a fund takes no entry once it is closed, so this stays as it is.
create function paid_to(payee bigint, place text, first date, last date)
  returns table (entry bigint, fund bigint, fen bigint, says text)
  language sql stable set search_path = public, pg_temp as $$
  select e.id, e.fund_id, case e.target when 'paid' then e.fen else -e.fen end,
    concat_ws('|', (e.at at time zone 'Asia/Shanghai')::date, e.movement,
      case e.target when 'paid' then e.fen else -e.fen end, t.claim, t.row,
      coalesce(t.batch, ''), coalesce(t.position::text, ''), coalesce(t.reference, ''), f.name || ' ' || f.year)
  from funds_entry e join funds_fund f on f.id = e.fund_id
  join lateral (
    select c.number as claim, n.row, b.number as batch, a.position,
           coalesce(z.reference, k.reference) as reference, l.payee_id
    from payments_attempt a join payments_line l on l.id = a.line_id
    join claims_decision d on d.id = l.decision_id join claims_line q on q.id = d.line_id
    join claims_claim c on c.id = q.claim_id join enrolment_enrolment n on n.id = q.enrolment_id
    join payments_batch b on b.id = a.batch_id
    left join payments_bankline k on k.id = a.evidence_id
    left join payments_bankline z on z.id = a.bounce_id and e.movement in ('bounce', 'recover')
    where a.id = case when e.subject like 'payments.Attempt:%' then substr(e.subject, 18)::bigint end
    union all
    select c.number, n.row, null, null, r.reference, c.payee_id
    from payments_recovery r join claims_line q on q.id = r.line_id
    join claims_claim c on c.id = q.claim_id join enrolment_enrolment n on n.id = q.enrolment_id
    where r.id = case when e.subject like 'payments.Recovery:%'
                      then substr(e.subject, 19)::bigint end
  ) t on t.payee_id = payee
  where 'paid' in (e.source, e.target) and e.area = place
    and (e.at at time zone 'Asia/Shanghai')::date between first and last
$$;
create function statement_of(payee bigint, place text, first date, last date)
  returns table (content text, count int, fen bigint, digest text)
  language sql stable set search_path = public, pg_temp as $$
  select told.content, told.count, told.fen,
         encode(sha256(convert_to(payee || '|' || place || '|' || first || E'\n' || told.content,
                                  'UTF8')), 'hex')
  from (select coalesce(string_agg(p.says, E'\n' order by p.entry), '') as content,
               count(*)::int as count, coalesce(sum(p.fen), 0)::bigint as fen
        from paid_to(payee, place, first, last) p) told
$$;
grant execute on function paid_to(bigint, text, date, date),
  statement_of(bigint, text, date, date) to jineng_app;
create function statement_is_of_a_closed_month() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  if exists (select 1 from paid_to(new.payee_id, new.area, new.first_day, new.last_day) p
             where not exists (select 1 from funds_period x where x.fund_id = p.fund
                               and x.first_day = new.first_day and x.checked_by_id is not null))
     or new.last_day >= today_here() then
    raise exception 'a statement is made of a month that is closed' using errcode = 'J0B19';
  end if;
  select s.content, s.count, s.fen, s.digest into new.content, new.count, new.fen, new.digest
    from statement_of(new.payee_id, new.area, new.first_day, new.last_day) s;
  if new.count = 0 then
    raise exception 'nothing was paid in this month' using errcode = 'J0B19';
  end if;
  return new;
end $$;
create trigger of_a_closed_month before insert on payments_statement
  for each row execute function statement_is_of_a_closed_month();
