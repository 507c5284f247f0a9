-- As before, but a decision may be opened again for each wish: that it be made again was asked for in
-- vain, and still it can be revoked when an error comes to light.
create or replace function decision_is_in_order() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
declare claim record; before record; asked record; told text;
begin
  perform 1 from claims_line where id = new.line_id for no key update;
  select c.*, t.ends_on, t.fund_name into claim from claims_line l
    join claims_claim c on c.id = l.claim_id
    join classes_trainingclass t on t.id = c.training_id where l.id = new.line_id;
  select l.state into told from claims_line l where l.id = new.line_id;
  select * into asked from claims_reopening r where r.decision_id = new.supersedes_id
    and (r.wanted = 'revoked') = (new.outcome = 'revoked');
  if asked.id is null and exists (
      select 1 from claims_reopening r where r.decision_id = new.supersedes_id) then
    raise exception 'a decision that was opened again is made as it was asked for'
      using errcode = 'J0D12';
  end if;
  if asked.id is null and told in ('paid', 'revoked') then
    raise exception 'money may have moved under this decision' using errcode = 'J0D10';
  end if;
  if asked.id is not null and told not in ('paid', 'revoked') then
    raise exception 'what came back is paid again before it is decided again'
      using errcode = 'J0D12';
  end if;
  if coalesce(asked.asked_by_id, claim.reviewed_by_id) is distinct from new.maker_id
     or claim.state = 'submitted' then
    raise exception 'the maker of a decision is who reviewed its claim, or had it opened again'
      using errcode = 'J0D02';
  end if;
  if exists (select 1 from offices_officer s join offices_officer c
             on c.natural_person = s.natural_person
             where s.id = claim.submitted_by_id and c.id = new.checker_id) then
    raise exception 'who claimed does not decide' using errcode = 'J0P01';
  end if;
  if not exists (select 1 from documents_plan p where p.id = new.plan_id
                 and p.question = claim.question and p.kind = claim.kind and p.area = claim.area
                 and p.in_force @> claim.ends_on) then
    raise exception 'the plan is not the one in force for this question, area and day'
      using errcode = 'J0D03';
  end if;
  if new.payee_id <> claim.payee_id or new.account_digest is distinct from
     (select b.account_digest from institutions_body b where b.id = claim.payee_id) then
    raise exception 'a decision pays the payee of its claim, to its account' using errcode = 'J0D04';
  end if;
  if new.outcome = 'granted' and not exists (select 1 from funds_fund f where f.id = new.fund_id
       and f.area = claim.area and f.name = claim.fund_name
       and (f.year = extract(year from claim.ends_on) or asked.id is not null
            and f.year between extract(year from claim.ends_on)
                       and extract(year from new.at at time zone 'Asia/Shanghai'))) then
    raise exception 'a decision grants from the fund its class named, of its year'
      using errcode = 'J0D05';
  end if;
  if new.supersedes_id is not null then
    select * into before from claims_decision where id = new.supersedes_id for update;
    if before.line_id <> new.line_id or new.seq <> before.seq + 1 then
      raise exception 'a decision supersedes the one before it on the same line'
        using errcode = 'J0D06';
    end if;
  end if;
  new.recorded_at := clock_timestamp();
  return new;
end $$;
