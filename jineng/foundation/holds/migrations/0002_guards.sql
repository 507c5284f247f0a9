call keep_trail_of('holds_hold');
call never_deleted('holds_hold');
grant select, insert on holds_hold to jineng_app;
grant update (lifted_by_id, lifted_at, lifted_because) on holds_hold to jineng_app;

create function hold_is_lifted_once() returns trigger language plpgsql as $$
begin
  if old.lifted_at is not null then
    raise exception 'a hold is lifted once' using errcode = 'J0H01';
  end if;
  return new;
end $$;
create trigger lifted_once before update on holds_hold
  for each row execute function hold_is_lifted_once();
