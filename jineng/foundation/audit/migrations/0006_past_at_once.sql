-- As before, but columns are compared as they are, and only those that changed are written as JSON:
-- one statement is made of the table's columns as it has them now.
create or replace function keep_past() returns trigger language plpgsql security definer
  set search_path = public, pg_temp set timezone = 'UTC' set bytea_output = 'hex' as $$
declare changed text; place text := '''''';
begin
  select string_agg(format('case when b.%1$I is distinct from n.%1$I
                             then jsonb_build_object(%1$L, b.%1$I) else ''{}''::jsonb end', attname),
                    ' || ' order by attnum) into changed
    from pg_attribute where attrelid = tg_relid and attnum > 0 and not attisdropped
    and attname <> 'id';
  if exists (select 1 from pg_attribute where attrelid = tg_relid and attname = 'area'
             and not attisdropped) then
    place := 'coalesce(b.area, '''')';
  end if;
  execute format('insert into audit_past ("table", "row", place, was, transaction)
    select %L, b.id::text, %s, %s, txid_current() from before b join fresh n on n.id = b.id',
    tg_table_name, place, changed);
  return null;
end $$;

-- As before, but each key is read once: the n-th of an array of texts is found by passing n of them.
create or replace function add_links(name text, of_fund bigint, keys text[], digests bytea[])
  returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare tip audit_chain; chained bytea[] := '{}'; each record;
begin
  perform 1 from funds_fund where id = of_fund for no key update;
  insert into audit_chain (fund, number, chain)
    values (of_fund, 0, decode(repeat('00', 32), 'hex')) on conflict do nothing;
  select * into tip from audit_chain where fund = of_fund for update;
  for each in select * from unnest(keys, digests) with ordinality as u (key, digest, place)
              order by place
  loop
    tip.chain := sha256(tip.chain || int8send(of_fund) || int8send(tip.number + each.place)
      || convert_to(name || ':' || each.key, 'UTF8') || each.digest);
    chained := array_append(chained, tip.chain);
  end loop;
  insert into audit_link (fund, number, "table", "row", digest, chain, transaction, recorded_at)
    select of_fund, tip.number + u.place, name, u.key, u.digest, u.chain, txid_current(),
           clock_timestamp()
    from unnest(keys, digests, chained) with ordinality as u (key, digest, chain, place);
  update audit_chain set number = tip.number + cardinality(keys), chain = tip.chain
    where fund = of_fund;
end $$;
