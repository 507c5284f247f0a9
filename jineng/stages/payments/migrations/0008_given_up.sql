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
