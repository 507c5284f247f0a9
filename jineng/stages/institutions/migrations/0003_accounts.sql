call keep_trail_of('institutions_accountchange');
call never_deleted('institutions_accountchange');
call sees_the_latest('institutions_accountchange');
grant select, insert on institutions_accountchange to jineng_app;
grant update (state, channel, channel_said, confirmed_by_id, confirmed_at, checked_by_id,
  checked_at) on institutions_accountchange to jineng_app;
create trigger moves before insert or update on institutions_accountchange for each row
  execute function keep_moves('asked', 'asked>confirmed', 'confirmed>checked', 'checked>in_force',
    'asked>stopped', 'confirmed>stopped', 'checked>stopped');
create trigger two_people before update on institutions_accountchange for each row
  when (new.confirmed_by_id is not null)
  execute function keep_two_people('asked_by_id', 'confirmed_by_id');
create trigger two_people_check before update on institutions_accountchange for each row
  when (new.checked_by_id is not null)
  execute function keep_two_people('confirmed_by_id', 'checked_by_id');
create trigger two_people_ask before update on institutions_accountchange for each row
  when (new.checked_by_id is not null)
  execute function keep_two_people('asked_by_id', 'checked_by_id');

-- A change begins as it was asked for, keeps what the body had, and says once what each of two
-- officers did. From which day it may be put in force is counted from the day it was checked.
create function account_change_waits() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    perform 1 from institutions_body where id = new.body_id for no key update;
    select b.account_cipher, b.account_digest, b.account_last4
      into new.old_cipher, new.old_digest, new.old_last4
      from institutions_body b where b.id = new.body_id;
    if (new.channel, new.channel_said, new.confirmed_by_id, new.confirmed_at, new.checked_by_id,
        new.checked_at, new.in_force_on) is distinct from
       (''::varchar, ''::varchar, null::bigint, null::timestamptz, null::bigint,
        null::timestamptz, null::date) or new.account_digest = new.old_digest then
      raise exception 'a change of account begins with another account and no answer'
        using errcode = 'J0I01';
    end if;
    return new;
  end if;
  if old.confirmed_by_id is not null
     and (new.channel, new.channel_said, new.confirmed_by_id, new.confirmed_at) is distinct from
         (old.channel, old.channel_said, old.confirmed_by_id, old.confirmed_at)
     or old.checked_by_id is not null
     and (new.checked_by_id, new.checked_at) is distinct from (old.checked_by_id, old.checked_at)
  then
    raise exception 'what was said of a change of account stays said' using errcode = 'J0I02';
  end if;
  if new.state = 'checked' and old.state <> 'checked' then
    new.in_force_on := today_here() + limit_of('account_wait_days', 0);
  end if;
  if new.state = 'in_force' and old.state <> 'in_force' and today_here() < new.in_force_on then
    raise exception 'the days of waiting of this account are not over' using errcode = 'J0I03';
  end if;
  return new;
end $$;
create trigger waits before insert or update on institutions_accountchange
  for each row execute function account_change_waits();

-- The account of a body changes with the change that two confirmed, and by nothing else.
create function account_change_is_put_in_force() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  update institutions_body set account_cipher = new.account_cipher,
    account_digest = new.account_digest, account_last4 = new.account_last4
    where id = new.body_id;
  return null;
end $$;
create trigger is_put_in_force after update on institutions_accountchange for each row
  when (new.state = 'in_force' and old.state <> 'in_force')
  execute function account_change_is_put_in_force();
create function body_changes_its_account_only() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  if to_jsonb(new) - '{account_cipher,account_digest,account_last4}'::text[]
     <> to_jsonb(old) - '{account_cipher,account_digest,account_last4}'::text[]
     or not exists (select 1 from institutions_accountchange c where c.body_id = new.id
                    and c.state = 'in_force' and c.old_digest = old.account_digest
                    and (c.account_cipher, c.account_digest, c.account_last4)
                        = (new.account_cipher, new.account_digest, new.account_last4)) then
    raise exception 'a body changes its account only, as two confirmed' using errcode = 'J0A01';
  end if;
  return new;
end $$;
drop trigger aa_added on institutions_body;
create trigger aa_added before delete on institutions_body
  for each row execute function refuse_change();
create trigger aa_account before update on institutions_body
  for each row execute function body_changes_its_account_only();
