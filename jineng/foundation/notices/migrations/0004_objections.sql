-- The last day on which a notice stands.
create function stands_until(which bigint) returns date language sql stable
  set search_path = public, pg_temp as $$
  select closes_on from notices_notice where id = which
$$;
grant execute on function stands_until(bigint) to jineng_app;

-- An objection is lodged while its notice stands, at the moment the database sees it (a season of
-- long ago tells its own). So many wait for one line, or come from one place within an hour.
create function objection_is_lodged_in_time() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare n record;
begin
  new.recorded_at := clock_timestamp();
  if not exists (select 1 from notices_pastseason) then
    new.lodged_at := new.recorded_at;
  end if;
  select w.id, w.number, w.opened_on into n from notices_line l
    join notices_notice w on w.id = l.notice_id where l.id = new.line_id;
  if (new.lodged_at at time zone 'Asia/Shanghai')::date
     not between n.opened_on and stands_until(n.id) then
    raise exception 'notice %: it does not stand then', n.number using errcode = 'J0N07';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('objection ' || new.line_id, 0));
  if (select count(*) from notices_objection o
      where o.line_id = new.line_id and o.upheld is null) >= 20
     or (select count(*) from notices_objection o where o.sender_digest = new.sender_digest
         and o.recorded_at > clock_timestamp() - interval '1 hour') >= 20 then
    raise exception 'too many objections at once' using errcode = 'J0N08';
  end if;
  return new;
end $$;
create trigger lodged_in_time before insert on notices_objection
  for each row execute function objection_is_lodged_in_time();
