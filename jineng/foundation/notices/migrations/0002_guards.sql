call keep_trail_of('notices_calendarday', 'day');
call keep_trail_of('notices_notice');
call keep_trail_of('notices_line');
call keep_trail_of('notices_objection');
call only_ever_added('notices_calendarday');
call only_ever_added('notices_notice');
call only_ever_added('notices_line');
call never_deleted('notices_objection');
grant select, insert on notices_calendarday, notices_notice, notices_line, notices_objection
  to jineng_app;
grant update (upheld, answer, answered_by_id, answered_at) on notices_objection to jineng_app;

-- Working days come from the calendar table; a day it does not know is an error, not a guess.
create function working_day_after(start date, days int) returns date language plpgsql stable
  set search_path = public, pg_temp as $$
declare reached date := start; counted int := 0; open boolean;
begin
  while counted < days loop
    reached := reached + 1;
    select works into open from notices_calendarday where day = reached;
    if not found then
      raise exception 'the working calendar has no entry for %', reached using errcode = 'J0C01';
    end if;
    if open then counted := counted + 1; end if;
  end loop;
  return reached;
end $$;
grant execute on function working_day_after(date, int) to jineng_app;
create function notice_closes() returns trigger language plpgsql as $$
begin
  new.closes_on := working_day_after(new.opened_on, new.work_days);
  new.posted_in := txid_current();
  if new.opened_on > today_here() then
    raise exception 'a notice cannot be posted in the future' using errcode = 'J0N03';
  end if;
  return new;
end $$;
create trigger closes before insert on notices_notice
  for each row execute function notice_closes();

-- The lines are posted with the notice, and are what its digest says.
create function lines_come_with_their_notice() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  if not exists (select 1 from notices_notice n
                 where n.id = new.notice_id and n.posted_in = txid_current()) then
    raise exception 'a published notice does not change' using errcode = 'J0N01';
  end if;
  return new;
end $$;
create trigger with_notice before insert on notices_line
  for each row execute function lines_come_with_their_notice();
create function notice_content_digest(notice bigint) returns text language sql stable
  set search_path = public, pg_temp as $$
  select encode(sha256(convert_to(coalesce(string_agg(
    concat_ws('|', number, shown_name, shown_identity, shown_text, standard, fen), E'\n'
    order by number), ''), 'UTF8')), 'hex') from notices_line where notice_id = notice
$$;
create function notice_is_what_it_says() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if new.content_digest <> notice_content_digest(new.id) then
    raise exception 'notice %: its lines are not what its digest says', new.number
      using errcode = 'J0N02';
  end if;
  return null;
end $$;
create constraint trigger is_what_it_says after insert on notices_notice
  deferrable initially deferred for each row execute function notice_is_what_it_says();
-- Who checks early (set constraints immediate) has said all: a notice whose lines already are what
-- its digest says takes no more of them.
create function notice_was_not_yet_whole() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare posted record; before text;
begin
  for posted in select n.id, n.number, n.content_digest from notices_notice n
                where n.id in (select notice_id from fresh) loop
    select encode(sha256(convert_to(coalesce(string_agg(
      concat_ws('|', l.number, l.shown_name, l.shown_identity, l.shown_text, l.standard, l.fen),
      E'\n' order by l.number), ''), 'UTF8')), 'hex') into before
      from notices_line l where l.notice_id = posted.id and l.id not in (select id from fresh);
    if before = posted.content_digest then
      raise exception 'notice %: its lines were complete', posted.number using errcode = 'J0N01';
    end if;
  end loop;
  return null;
end $$;
create trigger was_not_yet_whole after insert on notices_line referencing new table as fresh
  for each statement execute function notice_was_not_yet_whole();
-- The public never reads a whole identity number.
alter table notices_line add constraint notice_line_shows_a_masked_number_only
  check (shown_identity = '' or shown_identity like '%*%');

-- An objection is answered once, by somebody else than the person who posted the notice.
create function objection_is_answered_once() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    if new.upheld is not null then
      raise exception 'an objection begins unanswered' using errcode = 'J0N04';
    end if;
    return new;
  end if;
  if old.upheld is not null then
    raise exception 'an objection is answered once' using errcode = 'J0N04';
  end if;
  if exists (select 1 from notices_line l join notices_notice n on n.id = l.notice_id
             join offices_officer p on p.id = n.posted_by_id
             join offices_officer a on a.id = new.answered_by_id
             where l.id = new.line_id and p.natural_person = a.natural_person) then
    raise exception 'an objection is not answered by the officer concerned' using errcode = 'J0N05';
  end if;
  return new;
end $$;
create trigger answered_once before insert or update on notices_objection
  for each row execute function objection_is_answered_once();
