call keep_trail_of('outbox_message');
call never_deleted('outbox_message');
grant select, insert on outbox_message to jineng_app;
grant update (delivered_at) on outbox_message to jineng_app;
