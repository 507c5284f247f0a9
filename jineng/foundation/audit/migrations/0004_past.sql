-- How a row was before an update, for whoever counts as of a past moment. Only what an update
-- changed is kept, and only of the tables declared below: those from which figures are counted and
-- whose rows change. None of their columns that change holds personal data.
create function keep_past() returns trigger language plpgsql security definer
  set search_path = public, pg_temp set timezone = 'UTC' set bytea_output = 'hex' as $$
begin
  insert into audit_past ("table", "row", place, was, transaction)
  select tg_table_name, o.key, coalesce(o.was ->> 'area', ''),
         coalesce((select jsonb_object_agg(e.key, e.value) from jsonb_each(o.was) e
                   where e.value is distinct from o.is_now -> e.key), '{}'), txid_current()
  from (select b.id::text as key, to_jsonb(b) as was, to_jsonb(n) as is_now
        from before b join fresh n on n.id = b.id) o;
  return null;
end $$;
create procedure keep_past_of(name regclass) language plpgsql as $$
begin
  execute format('create trigger zz_past after update on %s
                  referencing old table as before new table as fresh
                  for each statement execute function keep_past()', name);
end $$;
call keep_past_of('claims_claim');
call keep_past_of('claims_line');
call keep_past_of('classes_trainingclass');
call keep_past_of('funds_appropriation');
call keep_past_of('funds_hold');
call keep_past_of('holds_hold');
call keep_past_of('notices_objection');
call keep_past_of('payments_attempt');
call keep_past_of('payments_batch');
call keep_past_of('payments_recovery');

call only_ever_added('audit_past');
-- Seen as the row is: in its area, or by anybody who speaks where the row lies in none.
alter table audit_past enable row level security;
alter table audit_past force row level security;
create policy of_the_place on audit_past for select to jineng_app
  using (place = any ((select speaking_areas())::text[])
         or place = '' and (select cardinality(speaking_areas())) > 0);
create policy of_the_owner on audit_past to jineng_owner using (true) with check (true);
grant select on audit_past to jineng_app;

-- Updates undone one after the other, from the last: what an earlier one changed was so before it.
create aggregate undone(jsonb) (sfunc = jsonb_concat, stype = jsonb, initcond = '{}');
grant execute on function undone(jsonb) to jineng_app;

-- The last row of the trail of before anything was kept.
do $$ begin
  execute format('create function past_begins_after() returns bigint language sql immutable
                  as ''select %s::bigint''', (select coalesce(max(id), 0) from audit_change));
end $$;

-- Every past is proved by the trail: the row, with its updates undone one by one from the last, has
-- the digest that the trail kept of it before each of them.
create function past_amiss() returns table (of_table text, of_row text) language plpgsql stable
  security definer set search_path = public, pg_temp
  set timezone = 'UTC' set bytea_output = 'hex' as $$
declare name text;
begin
  for name in select tgrelid::regclass::text from pg_trigger where tgname = 'zz_past' order by 1
  loop
    return query execute format('
      with kept as (
        select p."row" as key, row_number() over newest as nth, undone(p.was) over newest as was
        from audit_past p where p."table" = %1$L
        window newest as (partition by p."row" order by p.id desc)
      ), said as (
        select c."row" as key, c.before,
          row_number() over (partition by c."row" order by c.id desc) as nth
        from audit_change c where c."table" = %1$L and c.operation = ''update''
          and c.id > past_begins_after()
      )
      select distinct %1$L::text, coalesce(k.key, s.key)::text
      from kept k full join said s on s.key = k.key and s.nth = k.nth
        left join %1$I t on t.id::text = k.key
      where k.key is null or row_digest(to_jsonb(t) || k.was) is distinct from s.before
      order by 2', name);
  end loop;
end $$;
grant execute on function past_amiss() to jineng_app;
