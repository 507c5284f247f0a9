call keep_trail_of('outbox_message');
call never_deleted('outbox_message');
grant select, insert on outbox_message to jineng_app;
grant update (delivered_at) on outbox_message to jineng_app;

-- What was handed over stays handed over, so that nothing leaves twice.
create function message_is_delivered_once() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' and new.delivered_at is not null
     or tg_op = 'UPDATE' and old.delivered_at is not null then
    raise exception 'message %: it is delivered once, after it was written', new.key
      using errcode = 'J0O01';
  end if;
  return new;
end $$;
create trigger delivered_once before insert or update on outbox_message
  for each row execute function message_is_delivered_once();
