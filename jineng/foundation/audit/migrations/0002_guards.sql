-- What every guard stands on. Everything here is owned by jineng_owner, whom nobody logs in as; the
-- application role jineng_app owns nothing and is granted only what is written down. That holds for
-- functions too: whoever may execute a trigger function may hang it on a table of their own, and
-- would then write as the owner what they like.
alter default privileges revoke execute on functions from public;

-- Who speaks: set for one transaction by foundation/offices/acting.py.
create function speaking_officer() returns bigint language sql stable
  set search_path = public, pg_temp
  as $$ select nullif(current_setting('app.officer', true), '')::bigint $$;
create function speaking_areas() returns text[] language sql stable
  set search_path = public, pg_temp
  as $$ select coalesce(nullif(current_setting('app.areas', true), ''), '{}')::text[] $$;
create function today_here() returns date language sql stable
  set search_path = public, pg_temp
  as $$ select (clock_timestamp() at time zone 'Asia/Shanghai')::date $$;
grant execute on function speaking_officer(), speaking_areas(), today_here() to jineng_app;

-- The trail: any route that changes a row leaves a change, with digests only, never personal data.
-- Time zone and bytea output are pinned because they change how a row is written as text.
create function row_digest(content jsonb) returns bytea language sql immutable
  as $$ select sha256(convert_to(content::text, 'UTF8')) $$;
create function keep_trail() returns trigger language plpgsql security definer
  set search_path = public, pg_temp set timezone = 'UTC' set bytea_output = 'hex' as $$
declare was jsonb; is_now jsonb;
begin
  if tg_op <> 'INSERT' then was := to_jsonb(old); end if;
  if tg_op <> 'DELETE' then is_now := to_jsonb(new); end if;
  insert into audit_change ("table", "row", operation, before, after, officer, verb, role,
                            transaction, recorded_at)
  values (tg_table_name, coalesce(is_now, was) ->> tg_argv[0], lower(tg_op), row_digest(was),
          row_digest(is_now), speaking_officer(), coalesce(current_setting('app.verb', true), ''),
          session_user, txid_current(), clock_timestamp());
  return null;
end $$;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'J0A01';
end $$;

-- A life is a table: the arguments are its rows, written `before>after`; the first one its start.
create function keep_moves() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> tg_argv[0] then
      raise exception '% begins as %, not %', tg_table_name, tg_argv[0], new.state
        using errcode = 'J0S01';
    end if;
  elsif new.state is distinct from old.state
        and not ((old.state || '>' || new.state) = any (tg_argv)) then
    raise exception '% may not go % -> %', tg_table_name, old.state, new.state
      using errcode = 'J0S02';
  end if;
  return new;
end $$;

-- Two officers named in two columns must be two natural persons, not one with two accounts.
create function keep_two_people() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare one text; other text;
begin
  select natural_person into one from offices_officer
    where id = (to_jsonb(new) ->> tg_argv[0])::bigint;
  select natural_person into other from offices_officer
    where id = (to_jsonb(new) ->> tg_argv[1])::bigint;
  if one = other then
    raise exception '%: % and % are one natural person', tg_table_name, tg_argv[0], tg_argv[1]
      using errcode = 'J0P01';
  end if;
  return new;
end $$;

-- Guards that look at other rows must see what was committed before they got their locks. A
-- transaction that keeps its first snapshot would not.
create function refuse_an_old_snapshot() returns trigger language plpgsql as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception '% is written under read committed only', tg_table_name
      using errcode = 'J0T01';
  end if;
  return null;
end $$;

-- The moment a row was recorded is the database's to say.
create function recorded_now() returns trigger language plpgsql as $$
begin
  new.recorded_at := clock_timestamp();
  return new;
end $$;

-- Every guarded table is declared with these.
create procedure keep_trail_of(name regclass, key text default 'id') language plpgsql as $$
begin
  execute format('create trigger zz_trail after insert or update or delete on %s
                  for each row execute function keep_trail(%L)', name, key);
end $$;
create procedure only_ever_added(name regclass) language plpgsql as $$
begin
  execute format('create trigger aa_added before update or delete on %s
                  for each row execute function refuse_change()', name);
  execute format('create trigger aa_kept before truncate on %s
                  for each statement execute function refuse_change()', name);
end $$;
create procedure never_deleted(name regclass) language plpgsql as $$
begin
  execute format('create trigger aa_added before delete on %s
                  for each row execute function refuse_change()', name);
  execute format('create trigger aa_kept before truncate on %s
                  for each statement execute function refuse_change()', name);
end $$;
create procedure sees_the_latest(name regclass) language plpgsql as $$
begin
  execute format('create trigger a0_latest before insert or update on %s
                  for each statement execute function refuse_an_old_snapshot()', name);
end $$;
-- Rows of an area are seen and written by who speaks for it; with nobody speaking, none are. The
-- (select …) makes it one evaluation a query. Triggers that must see across areas run as the owner.
create procedure scoped_by_area(name regclass) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', name);
  execute format('alter table %s force row level security', name);
  execute format('create policy of_the_area on %s to jineng_app
    using (area = any ((select speaking_areas())::text[]))
    with check (area = any ((select speaking_areas())::text[]))', name);
  execute format('create policy of_the_owner on %s to jineng_owner using (true)
    with check (true)', name);
end $$;
-- Rows that follow other rows: seen when the row they belong to is seen.
create procedure seen_with(name regclass, condition text) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', name);
  execute format('alter table %s force row level security', name);
  execute format('create policy of_what_is_seen on %s for select to jineng_app using (%s)',
                 name, condition);
  execute format('create policy of_any_import on %s for insert to jineng_app with check (true)',
                 name);
  execute format('create policy of_the_owner on %s to jineng_owner using (true)
    with check (true)', name);
end $$;

-- Which rows of a table are not as the trail last left them: edited, added or removed by a route
-- that went round the triggers. Tells row keys only, whatever area they lie in: no other
-- column may be asked for in the key's place.
create function rows_that_differ(name text, key text) returns setof text language plpgsql stable
  security definer set search_path = public, pg_temp
  set timezone = 'UTC' set bytea_output = 'hex' as $$
begin
  if not exists (select 1 from pg_trigger t where t.tgrelid = to_regclass(quote_ident(name))
                 and t.tgname = 'zz_trail' and encode(t.tgargs, 'escape') = key || '\000') then
    raise exception 'the trail does not know % by %', name, key using errcode = 'J0A02';
  end if;
  return query execute format('
    with said as (
      select distinct on (c."row") c."row"::text, c.after from audit_change c
      where c."table" = %L order by c."row", c.id desc
    ), there as (
      select to_jsonb(t) ->> %L as "row", row_digest(to_jsonb(t)) as digest from %I t
    )
    select coalesce(s."row", n."row") from said s full join there n on n."row" = s."row"
    where s.after is distinct from n.digest order by 1', name, key, name);
end $$;

grant execute on function rows_that_differ(text, text) to jineng_app;

call keep_trail_of('audit_entry');
call only_ever_added('audit_entry');
call only_ever_added('audit_change');
create trigger recorded_now before insert on audit_entry
  for each row execute function recorded_now();
grant select, insert on audit_entry to jineng_app;
grant select on audit_change to jineng_app;
