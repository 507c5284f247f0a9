-- A notice is posted on its day. Only where the owner has said that the database takes a season of
-- long ago through its files, which the application cannot say, may its day lie before today.
create table notices_pastseason (said boolean primary key default true check (said));
grant select on notices_pastseason to jineng_app;

create function notice_is_posted_on_its_day() returns trigger language plpgsql
  set search_path = public, pg_temp as $$
begin
  if new.opened_on < today_here() and not exists (select 1 from notices_pastseason) then
    raise exception 'notice %: it cannot be posted back in time', new.number
      using errcode = 'J0N06';
  end if;
  return new;
end $$;
create trigger on_its_day before insert on notices_notice
  for each row execute function notice_is_posted_on_its_day();
