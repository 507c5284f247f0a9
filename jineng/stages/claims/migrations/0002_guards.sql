call keep_trail_of('claims_claim');
call keep_trail_of('claims_line');
call keep_trail_of('claims_decision');
call keep_trail_of('claims_slot');
call keep_trail_of('claims_earlier');
call keep_trail_of('claims_posting');
call never_deleted('claims_claim');
call never_deleted('claims_line');
call only_ever_added('claims_decision');
call never_deleted('claims_slot');
call only_ever_added('claims_earlier');
call only_ever_added('claims_posting');
call scoped_by_area('claims_claim');
call scoped_by_area('claims_line');
call scoped_by_area('claims_decision');
call scoped_by_area('claims_posting');
call sees_the_latest('claims_decision');
call sees_the_latest('claims_posting');
call seen_with('claims_slot', 'decision_id in (select id from claims_decision)');
call seen_with('claims_earlier', 'person_id in (select person_id from enrolment_enrolment)');

alter table claims_claim add constraint claim_knows_its_area unique (id, area);
alter table claims_claim add constraint claim_lies_in_the_area_of_its_class
  foreign key (training_id, area) references classes_trainingclass (id, area);
alter table claims_line add constraint line_knows_its_area unique (id, area);
alter table claims_line add constraint line_lies_in_the_area_of_its_claim
  foreign key (claim_id, area) references claims_claim (id, area);
alter table claims_line add constraint line_is_of_its_enrolments_person_and_area
  foreign key (enrolment_id, person_id, area)
  references enrolment_enrolment (id, person_id, area);
alter table claims_decision add constraint decision_knows_its_area unique (id, area);
alter table claims_decision add constraint decision_lies_in_the_area_of_its_line
  foreign key (line_id, area) references claims_line (id, area);
alter table claims_decision add constraint decision_grants_what_its_receipt_says
  check (outcome = 'revoked'
         or coalesce((receipt #>> '{answer,fen}')::bigint = fen, false));
alter table claims_posting add constraint posting_lies_in_the_area_of_its_decision
  foreign key (decision_id, area) references claims_decision (id, area);

grant select, insert on claims_claim, claims_line, claims_decision, claims_earlier, claims_posting
  to jineng_app;
grant select on claims_slot to jineng_app;
grant update (state, reviewed_by_id, reviewed_at) on claims_claim to jineng_app;
grant update (state) on claims_line to jineng_app;

create trigger moves before insert or update on claims_claim for each row
  execute function keep_moves('submitted', 'submitted>reviewed', 'reviewed>decided');
create trigger moves before insert or update on claims_line for each row
  execute function keep_moves('submitted', 'submitted>granted', 'submitted>refused',
    'submitted>referred', 'granted>on_notice', 'on_notice>submitted', 'on_notice>ordered',
    'ordered>paid', 'ordered>returned', 'returned>ordered');
create trigger two_people before insert or update on claims_claim for each row
  when (new.reviewed_by_id is not null)
  execute function keep_two_people('submitted_by_id', 'reviewed_by_id');
create trigger two_people before insert on claims_decision for each row
  execute function keep_two_people('maker_id', 'checker_id');

-- A claim is for a class that was let open, to who taught it or certified its learners.
create function claim_is_of_who_did_the_work() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if not exists (select 1 from classes_trainingclass t where t.id = new.training_id
                 and t.state = 'open' and (t.institution_id = new.payee_id or exists (
      select 1 from certificates_certificate c join enrolment_enrolment e on e.id = c.enrolment_id
        join assessment_sitting s on s.id = c.sitting_id
        where e.training_id = t.id and s.assessor_id = new.payee_id))) then
    raise exception 'claim %: the class is not open, or not of this payee', new.number
      using errcode = 'J0C04';
  end if;
  return new;
end $$;
create trigger of_who_did_the_work before insert on claims_claim
  for each row execute function claim_is_of_who_did_the_work();

-- A claim is reviewed once, and a line belongs to a learner of the claim's own class and was there
-- when the claim was reviewed.
create function review_stands() returns trigger language plpgsql as $$
begin
  if old.reviewed_by_id is not null
     and (new.reviewed_by_id, new.reviewed_at) is distinct from (old.reviewed_by_id, old.reviewed_at)
  then
    raise exception 'claim %: its review stands', new.number using errcode = 'J0C02';
  end if;
  return new;
end $$;
create trigger review_stands before update on claims_claim
  for each row execute function review_stands();
create function line_is_of_the_claims_class() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if not exists (select 1 from claims_claim c join enrolment_enrolment e
                 on e.training_id = c.training_id
                 where c.id = new.claim_id and e.id = new.enrolment_id) then
    raise exception 'the learner is not enrolled in the class of the claim' using errcode = 'J0C03';
  end if;
  perform 1 from claims_claim where id = new.claim_id for share;
  if (select state from claims_claim where id = new.claim_id) <> 'submitted' then
    raise exception 'the claim was reviewed with the lines it had' using errcode = 'J0C05';
  end if;
  return new;
end $$;
create trigger of_the_class before insert on claims_line
  for each row execute function line_is_of_the_claims_class();

-- A decision answers a reviewed claim, under the plan in force for its area on the day the
-- training ended, to the payee's own account, from the fund the class named.
create function decision_is_in_order() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare claim record; before record;
begin
  perform 1 from claims_line where id = new.line_id for no key update;
  select c.*, t.ends_on, t.fund_name into claim from claims_line l
    join claims_claim c on c.id = l.claim_id
    join classes_trainingclass t on t.id = c.training_id where l.id = new.line_id;
  if claim.reviewed_by_id is distinct from new.maker_id or claim.state = 'submitted' then
    raise exception 'the maker of a decision is who reviewed its claim' using errcode = 'J0D02';
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
       and f.year = extract(year from claim.ends_on)) then
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
create trigger in_order before insert on claims_decision
  for each row execute function decision_is_in_order();

-- Caps are numbered slots. The times granted before this system hold the lowest numbers; the
-- person's row is locked first, so that two offices cannot take the same number. A learner of a
-- class holds one grant of a kind, by whatever question and in whoever's name it was claimed.
create function key_of(keys text[], occupation text, level text, day date) returns text
  language sql immutable as $$
  select coalesce(string_agg(case each when 'occupation' then occupation when 'level' then level
    when 'year' then extract(year from day)::text end, '|' order by position), '')
  from unnest(keys) with ordinality as of (each, position)
$$;
create function take_slots(taken claims_decision) returns void language plpgsql security definer
  set search_path = public, pg_temp as $$
declare c record; limited record; counted text; earlier int; used int; free int;
begin
  select l.person_id, l.enrolment_id, cl.kind, t.occupation, t.level, t.ends_on into c from claims_line l
    join claims_claim cl on cl.id = l.claim_id
    join classes_trainingclass t on t.id = cl.training_id where l.id = taken.line_id;
  perform 1 from people_person where id = c.person_id for update;
  if exists (select 1 from claims_decision d join claims_line l on l.id = d.line_id
             join claims_claim k on k.id = l.claim_id
             where l.enrolment_id = c.enrolment_id and k.kind = c.kind and d.id <> taken.id
             and d.outcome = 'granted'
             and not exists (select 1 from claims_decision y where y.supersedes_id = d.id)) then
    raise exception 'enrolment %: % is granted for it already', c.enrolment_id, c.kind
      using errcode = 'J0D11';
  end if;
  for limited in select * from documents_cap where plan_id = taken.plan_id order by id loop
    counted := key_of(limited.keys, c.occupation, c.level, c.ends_on);
    select count(*) into earlier from claims_earlier e where e.person_id = c.person_id
      and e.kind = c.kind and key_of(limited.keys, e.occupation, e.level, e.paid_on) = counted;
    select count(*) into used from claims_slot s where s.live and s.person_id = c.person_id
      and s.name = limited.name and s.key = counted;
    if earlier + used >= limited.most then
      raise exception 'person %: every time of cap % is used', c.person_id, limited.name
        using errcode = 'J0D07';
    end if;
    -- An earlier subsidy that was imported late may stand where a slot was taken: then any number
    -- that is free will do, for it is the count that must not be passed.
    select coalesce(min(n) filter (where n > earlier), min(n)) into free
      from generate_series(1, limited.most) n
      where not exists (select 1 from claims_slot s where s.live and s.person_id = c.person_id
        and s.name = limited.name and s.key = counted and s.number = n);
    insert into claims_slot (decision_id, cap_id, person_id, name, key, number, live)
    values (taken.id, limited.id, c.person_id, limited.name, counted, free, true);
  end loop;
end $$;
revoke execute on function take_slots(claims_decision) from public;

-- A grant takes its slots and reserves its fund; whatever supersedes it gives both back.
create function decision_moves_slots_and_fund() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare before record;
begin
  if new.supersedes_id is not null then
    select * into before from claims_decision where id = new.supersedes_id;
    update claims_slot set live = false where decision_id = before.id and live;
    if before.outcome = 'granted' then
      insert into funds_entry (fund_id, area, movement, fen, subject, entered_by_id, at)
      values (before.fund_id, before.area, 'release', before.fen,
              'claims.Decision:' || before.id, new.checker_id, new.at);
    end if;
  end if;
  if new.outcome = 'granted' then
    perform take_slots(new);
    insert into funds_entry (fund_id, area, movement, fen, subject, entered_by_id, at)
    values (new.fund_id, new.area, 'reserve', new.fen, 'claims.Decision:' || new.id,
            new.checker_id, new.at);
  end if;
  return null;
end $$;
create trigger moves_slots_and_fund after insert on claims_decision
  for each row execute function decision_moves_slots_and_fund();

-- What was granted anywhere to people enrolled in the areas of who asks, for deciding: kinds,
-- occupations and days, nothing more.
create function granted_before(people bigint[]) returns table (
    person_id bigint, kind text, occupation text, level text, on_day date, fen bigint, ref text)
  language sql stable security definer set search_path = public, pg_temp as $$
  with ours as (
    select distinct n.person_id as id from enrolment_enrolment n
    where n.person_id = any (people) and n.area = any ((select speaking_areas())::text[])
  )
  select e.person_id, e.kind, e.occupation, e.level, e.paid_on, e.fen,
         'claims.Earlier:' || e.id
  from claims_earlier e where e.person_id in (select id from ours)
  union all
  select l.person_id, c.kind, t.occupation, t.level, t.ends_on, d.fen, 'claims.Decision:' || d.id
  from claims_decision d join claims_line l on l.id = d.line_id
    join claims_claim c on c.id = l.claim_id
    join classes_trainingclass t on t.id = c.training_id
  where l.person_id in (select id from ours) and d.outcome = 'granted'
    and not exists (select 1 from claims_decision y where y.supersedes_id = d.id)
  order by 1, 5, 7
$$;
grant execute on function granted_before(bigint[]) to jineng_app;

-- A line's state follows from its decision and its notice, at the end of the transaction; what a
-- line was in between is not asked.
create function line_is_where_it_says() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare live record;
begin
  if (select state from claims_line where id = new.id) <> new.state then return null; end if;
  select d.outcome, p.id as posting into live from claims_decision d
    left join claims_posting p on p.decision_id = d.id
    where d.line_id = new.id and not exists (
      select 1 from claims_decision y where y.supersedes_id = d.id);
  if new.state in ('granted', 'refused', 'referred') and live.outcome is distinct from new.state
     or new.state = 'submitted' and live.outcome in ('granted', 'refused', 'referred')
     or new.state in ('on_notice', 'ordered', 'paid', 'returned')
        and (live.outcome is distinct from 'granted' or live.posting is null) then
    raise exception 'line %: its decision does not make it %', new.id, new.state
      using errcode = 'J0D08';
  end if;
  return null;
end $$;
create constraint trigger is_where_it_says after update on claims_line
  deferrable initially deferred for each row execute function line_is_where_it_says();

-- And the other way about: no decision stands that its line does not tell of.
create function decision_is_told_by_its_line() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare told text;
begin
  if exists (select 1 from claims_decision y where y.supersedes_id = new.id) then
    return null;
  end if;
  select state into told from claims_line where id = new.line_id;
  if not (new.outcome = told or new.outcome = 'revoked' and told = 'submitted'
          or new.outcome = 'granted' and told in ('on_notice', 'ordered', 'paid', 'returned')) then
    raise exception 'line %: it is % and its decision %', new.line_id, told, new.outcome
      using errcode = 'J0D08';
  end if;
  return null;
end $$;
create constraint trigger is_told_by_its_line after insert on claims_decision
  deferrable initially deferred for each row execute function decision_is_told_by_its_line();

-- A posting shows a live grant in its own area, with its amount and its person's masked number; the
-- notice is posted with it, so that no line lies in wait for a later grant.
create function posting_shows_a_grant() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if not exists (select 1 from claims_decision d join notices_line n on n.id = new.notice_line_id
                 join notices_notice w on w.id = n.notice_id
                 join claims_line l on l.id = d.line_id
                 join enrolment_enrolment e on e.id = l.enrolment_id
                 where d.id = new.decision_id and d.outcome = 'granted' and n.fen = d.fen
                 and n.shown_identity = e.shown_identity and w.area = d.area
                 and w.posted_in = txid_current()
                 and not exists (select 1 from claims_decision y where y.supersedes_id = d.id)) then
    raise exception 'a notice shows a grant that stands, with its person and amount'
      using errcode = 'J0D09';
  end if;
  return new;
end $$;
create trigger shows_a_grant before insert on claims_posting
  for each row execute function posting_shows_a_grant();

-- Who made or checked the decision does not answer the objection to it.
create function objection_is_answered_by_another() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  if exists (select 1 from claims_posting p join claims_decision d on d.id = p.decision_id
             join offices_officer o on o.id in (d.maker_id, d.checker_id)
             join offices_officer a on a.id = new.answered_by_id
             where p.notice_line_id = new.line_id and o.natural_person = a.natural_person) then
    raise exception 'an objection is not answered by the officer concerned' using errcode = 'J0N05';
  end if;
  return new;
end $$;
create trigger answered_by_another before update on notices_objection
  for each row execute function objection_is_answered_by_another();
