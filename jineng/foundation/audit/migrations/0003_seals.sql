-- The trail is sealed: every row belongs to exactly one block. A block reaches up to a horizon of
-- transactions that have all ended when it is made, so no row can come late into a sealed block;
-- going by the last row's number instead would leave out what a slower transaction still writes.
--
-- A row counts with all its columns, as PostgreSQL itself sends a record: no time zone, no format
-- and no separator takes part. Its leaf is its number, its transaction and the digest of that.
create function change_leaf(c audit_change) returns bytea language sql immutable
  as $$ select int8send(c.id) || int8send(c.transaction) || sha256(record_send(c)) $$;

-- A block is made by the database, whatever it is told: its number, its rows and its head follow
-- from the block before it. Nobody can seal twice, skip a row or go back.
create function block_is_made() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare last audit_block; seen record; made record;
begin
  perform pg_advisory_xact_lock(hashtextextended('audit_block', 0));
  select * into last from audit_block order by number desc limit 1;
  select clock_timestamp() as at, pg_snapshot_xmin(s)::text::bigint as ended,
         pg_snapshot_xmax(s)::text::bigint as ahead into seen from pg_current_snapshot() s;
  new.begins := coalesce(last.horizon, 0);
  new.horizon := seen.ended;
  select count(*) as n, sha256(string_agg(leaf, '' order by transaction, id)) as digest,
         string_agg(leaf, '' order by transaction, id) as leaves,
         array_agg(id order by transaction, id) as ids into made
    from (select c.id, c.transaction, change_leaf(c) as leaf from audit_change c
          where c.transaction >= new.begins and c.transaction < new.horizon) of_this_block;
  if made.n = 0 then
    raise exception 'every row up to transaction % is sealed', new.horizon using errcode = 'J0A03';
  end if;
  new.number := coalesce(last.number, 0) + 1;
  new.ahead := seen.ahead;
  new.count := made.n;
  new.first := made.ids[1];
  new.last := made.ids[made.n];
  new.leaves := made.leaves;
  new.digest := made.digest;
  new.sealed_at := seen.at;
  new.chains := chains_up_to(new.horizon);
  new.before := coalesce(last.head, decode(repeat('00', 32), 'hex'));
  new.head := sha256(new.before || int8send(new.number) || new.digest || int8send(new.count)
    || timestamptz_send(new.sealed_at) || int8send(new.begins) || int8send(new.horizon)
    || int8send(new.ahead) || convert_to(new.chains, 'UTF8'));
  return new;
end $$;

-- Where the chain of each fund stood: `fund:number:digest`, by fund, for a block to keep.
create function chains_up_to(horizon bigint) returns text language sql stable
  set search_path = public, pg_temp as $$
  select coalesce(string_agg(e.fund || ':' || l.number || ':' || encode(l.chain, 'hex'), ';'
                             order by e.fund), '')
  from audit_chain e cross join lateral (
    select k.number, k.chain from audit_link k where k.fund = e.fund and k.transaction < horizon
    order by k.number desc limit 1) l
$$;

create trigger is_made before insert on audit_block
  for each row execute function block_is_made();
call only_ever_added('audit_block');
call sees_the_latest('audit_block');
call only_ever_added('audit_signature');
create trigger recorded_now before insert on audit_signature
  for each row execute function recorded_now();
grant select on audit_block, audit_signature, audit_link, audit_chain to jineng_app;

-- The only two ways in. Sealing with nothing to seal is no error; a signature that is not right is
-- told by who checks it, for the database holds no key.
create function seal_trail() returns bigint language plpgsql security definer
  set search_path = public, pg_temp as $$
declare made bigint; reached bigint;
begin
  perform pg_advisory_xact_lock(hashtextextended('audit_block', 0));
  select coalesce(max(horizon), 0) into reached from audit_block;
  if exists (select 1 from audit_change c where c.transaction >= reached
             and c.transaction < pg_snapshot_xmin(pg_current_snapshot())::text::bigint) then
    insert into audit_block (number) values (0) returning number into made;
  end if;
  return made;
end $$;
create function sign_block(block bigint, algorithm text, key text, signature bytea) returns void
  language sql security definer set search_path = public, pg_temp as $$
  insert into audit_signature (block_id, algorithm, key, signature)
  values (block, algorithm, key, signature)
$$;
grant execute on function seal_trail(), sign_block(bigint, text, text, bytea) to jineng_app;

-- The chain of a fund, written in the transaction that moves it and under the fund's row: what was
-- granted and taken back, what was released to the bank, what the bank said. Each link's digest is
-- taken over the one before it, and the end is kept apart, so that a tail that was cut, an order
-- that was changed or a row that was rewritten shows at once, before anything is sealed.
create function add_links(name text, of_fund bigint, keys text[], digests bytea[]) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
declare tip audit_chain; chained bytea[] := '{}'; n int;
begin
  perform 1 from funds_fund where id = of_fund for no key update;
  insert into audit_chain (fund, number, chain)
    values (of_fund, 0, decode(repeat('00', 32), 'hex')) on conflict do nothing;
  select * into tip from audit_chain where fund = of_fund for update;
  for n in 1 .. cardinality(keys) loop
    tip.chain := sha256(tip.chain || int8send(of_fund) || int8send(tip.number + n)
      || convert_to(name || ':' || keys[n], 'UTF8') || digests[n]);
    chained := array_append(chained, tip.chain);
  end loop;
  insert into audit_link (fund, number, "table", "row", digest, chain, transaction, recorded_at)
    select of_fund, tip.number + u.place, name, u.key, u.digest, u.chain, txid_current(),
           clock_timestamp()
    from unnest(keys, digests, chained) with ordinality as u (key, digest, chain, place);
  update audit_chain set number = tip.number + cardinality(keys), chain = tip.chain
    where fund = of_fund;
end $$;
call only_ever_added('audit_link');
call never_deleted('audit_chain');

create function decisions_join_the_chain() returns trigger language plpgsql security definer
  set search_path = public, pg_temp set timezone = 'UTC' set bytea_output = 'hex' as $$
declare each record;
begin
  for each in
    select f.fund, array_agg(f.id::text order by f.id) as keys,
           array_agg(f.digest order by f.id) as digests
    from (select coalesce(n.fund_id, b.fund_id) as fund, n.id, row_digest(to_jsonb(n)) as digest
          from fresh n left join claims_decision b on b.id = n.supersedes_id) f
    where f.fund is not null group by f.fund order by f.fund
  loop
    perform add_links('claims_decision', each.fund, each.keys, each.digests);
  end loop;
  return null;
end $$;
create trigger zz_chain after insert on claims_decision referencing new table as fresh
  for each statement execute function decisions_join_the_chain();

create function files_join_the_chain() returns trigger language plpgsql security definer
  set search_path = public, pg_temp set timezone = 'UTC' set bytea_output = 'hex' as $$
declare each record;
begin
  for each in
    select b.fund_id as fund, array_agg(n.id::text order by n.id) as keys,
           array_agg(row_digest(to_jsonb(n)) order by n.id) as digests
    from fresh n join payments_batch b on b.id = n.batch_id group by b.fund_id order by b.fund_id
  loop
    perform add_links('payments_paymentfile', each.fund, each.keys, each.digests);
  end loop;
  return null;
end $$;
create trigger zz_chain after insert on payments_paymentfile referencing new table as fresh
  for each statement execute function files_join_the_chain();

create function bank_lines_join_the_chain() returns trigger language plpgsql security definer
  set search_path = public, pg_temp set timezone = 'UTC' set bytea_output = 'hex' as $$
declare each record;
begin
  for each in
    select b.fund_id as fund, array_agg(n.id::text order by n.id) as keys,
           array_agg(row_digest(to_jsonb(n)) order by n.id) as digests
    from fresh n join payments_answer a on a.id = n.answer_id
      join payments_batch b on b.id = a.batch_id group by b.fund_id order by b.fund_id
  loop
    perform add_links('payments_bankline', each.fund, each.keys, each.digests);
  end loop;
  return null;
end $$;
create trigger zz_chain after insert on payments_bankline referencing new table as fresh
  for each statement execute function bank_lines_join_the_chain();

-- What stood before there were chains joins them in the order in which it was written.
do $$
declare each record;
begin
  for each in
    select f.fund, f.name, f.key, c.after from (
      select 'claims_decision' as name, d.id::text as key, coalesce(d.fund_id, b.fund_id) as fund
      from claims_decision d left join claims_decision b on b.id = d.supersedes_id
      union all
      select 'payments_paymentfile', p.id::text, b.fund_id
      from payments_paymentfile p join payments_batch b on b.id = p.batch_id
      union all
      select 'payments_bankline', k.id::text, b.fund_id from payments_bankline k
      join payments_answer a on a.id = k.answer_id join payments_batch b on b.id = a.batch_id) f
    join audit_change c on c."table" = f.name and c."row" = f.key and c.operation = 'insert'
    where f.fund is not null order by c.id
  loop
    perform add_links(each.name, each.fund, array[each.key], array[each.after]);
  end loop;
end $$;
