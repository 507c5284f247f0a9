-- Money waits for a notice that stands today, also one that stands again: no line is ordered, no
-- attempt begins and none leaves for the bank before its full days are over.
create function payment_waits_for_its_notice() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare decision bigint;
begin
  if tg_table_name = 'payments_line' then
    decision := (to_jsonb(new) ->> 'decision_id')::bigint;
  else
    select l.decision_id into decision from payments_line l
      where l.id = (to_jsonb(new) ->> 'line_id')::bigint;
  end if;
  if exists (select 1 from claims_posting p join notices_line s on s.id = p.notice_line_id
             where p.decision_id = decision and stands_until(s.notice_id) >= today_here()) then
    raise exception 'the notice has not stood its full working days' using errcode = 'J0L02';
  end if;
  return new;
end $$;
create trigger waits_for_its_notice before insert on payments_line
  for each row execute function payment_waits_for_its_notice();
create trigger waits_for_its_notice before insert on payments_attempt
  for each row execute function payment_waits_for_its_notice();
create trigger waits_for_its_notice_to_leave before update on payments_attempt for each row
  when (new.state = 'sent' and old.state <> 'sent')
  execute function payment_waits_for_its_notice();
