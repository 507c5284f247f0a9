-- The trail of a statement is written at once: one row for each row, as before, but with who speaks
-- and the settings of the session found once for all. An answer of the bank of 100,000 lines writes
-- 400,000 rows of the trail.
create or replace function keep_trail() returns trigger language plpgsql security definer
  set search_path = public, pg_temp set timezone = 'UTC' set bytea_output = 'hex' as $$
declare officer bigint := speaking_officer();
  verb text := coalesce(current_setting('app.verb', true), '');
begin
  if tg_op = 'INSERT' then
    insert into audit_change ("table", "row", operation, before, after, officer, verb, role,
                              transaction, recorded_at)
    select tg_table_name, n.j ->> tg_argv[0], 'insert', null, sha256(convert_to(n.j::text, 'UTF8')),
           officer, verb, session_user, txid_current(), clock_timestamp()
    from (select to_jsonb(f) as j from fresh f offset 0) n;
  elsif tg_op = 'DELETE' then
    insert into audit_change ("table", "row", operation, before, after, officer, verb, role,
                              transaction, recorded_at)
    select tg_table_name, o.j ->> tg_argv[0], 'delete', sha256(convert_to(o.j::text, 'UTF8')), null,
           officer, verb, session_user, txid_current(), clock_timestamp()
    from (select to_jsonb(w) as j from was w offset 0) o;
  else
    -- A row whose key was changed is told twice: what is gone, and what is there.
    insert into audit_change ("table", "row", operation, before, after, officer, verb, role,
                              transaction, recorded_at)
    select tg_table_name, coalesce(n.key, o.key), 'update', o.digest, n.digest,
           officer, verb, session_user, txid_current(), clock_timestamp()
    from (select t.j ->> tg_argv[0] as key, sha256(convert_to(t.j::text, 'UTF8')) as digest
          from (select to_jsonb(w) as j from was w offset 0) t) o
    full join
         (select t.j ->> tg_argv[0] as key, sha256(convert_to(t.j::text, 'UTF8')) as digest, t.place
          from (select to_jsonb(f) as j, row_number() over () as place from fresh f) t) n
      on n.key = o.key
    order by n.place;
  end if;
  return null;
end $$;

-- Three triggers, for a trigger that sees all rows of a statement is for one kind of statement.
create or replace procedure keep_trail_of(name regclass, key text default 'id')
  language plpgsql as $$
begin
  execute format('create trigger zz_trail after insert on %s referencing new table as fresh
                  for each statement execute function keep_trail(%L)', name, key);
  execute format('create trigger zz_trail_of_updates after update on %s
                  referencing old table as was new table as fresh
                  for each statement execute function keep_trail(%L)', name, key);
  execute format('create trigger zz_trail_of_deletes after delete on %s
                  referencing old table as was
                  for each statement execute function keep_trail(%L)', name, key);
end $$;
do $$
declare each record;
begin
  for each in
    select t.tgrelid::regclass as name,
           replace(encode(t.tgargs, 'escape'), '\000', '') as key
    from pg_trigger t where t.tgname = 'zz_trail' order by 1
  loop
    execute format('drop trigger zz_trail on %s', each.name);
    call keep_trail_of(each.name, each.key);
  end loop;
end $$;
