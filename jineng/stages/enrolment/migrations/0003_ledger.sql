call sees_the_latest('enrolment_enrolment');
call sees_the_latest('classes_opening');

-- A learner of a class that was let open may cost its standards for training and for assessing:
-- so much of the class's fund is set aside, when the learner is enrolled or when the class opens,
-- whichever comes later. The class's row is held, so that the two cannot cross.
create function money_is_set_aside(class_id bigint, learners bigint[], officer bigint,
                                   moment timestamptz)
  returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare t record; fund bigint; free bigint; learner bigint;
begin
  select c.*, s.training_fen + coalesce(s.assessment_fen, 0) as most into t
    from classes_trainingclass c join catalogue_standard s on s.id = c.standard_id
    where c.id = class_id;
  select f.id into fund from funds_fund f where f.area = t.area and f.name = t.fund_name
    and f.year = extract(year from t.ends_on);
  if fund is null then
    raise exception 'class %: nothing was appropriated to its fund', t.number
      using errcode = 'J0F07';
  end if;
  perform 1 from funds_fund f where f.id = fund for no key update;
  select f.appropriated_fen - f.held_fen - f.owed_fen - f.sent_fen - f.paid_fen into free
    from funds_fund f where f.id = fund;
  if cardinality(learners) * t.most > free then
    raise exception 'class %: its learners may cost % fen, its fund has % free', t.number,
      cardinality(learners) * t.most, free using errcode = 'J0F11';
  end if;
  -- A workbook may have come in a month that was closed meanwhile: then it is entered today.
  if exists (select 1 from funds_period p where p.fund_id = fund and p.checked_by_id is not null
             and (moment at time zone 'Asia/Shanghai')::date between p.first_day and p.last_day)
  then
    moment := clock_timestamp();
  end if;
  foreach learner in array learners loop
    perform set_aside(fund, t.area, 'enrolment.Enrolment:' || learner, t.number, t.most, officer,
                      moment);
  end loop;
end $$;
revoke execute on function money_is_set_aside(bigint, bigint[], bigint, timestamptz) from public;

create function roster_sets_money_aside() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare roster record;
begin
  perform 1 from classes_trainingclass where id in (select training_id from fresh)
    order by id for no key update;
  for roster in select e.training_id, f.received_by_id, f.received_at,
                       array_agg(e.id order by e.id) as learners
                from fresh e join documents_file f on f.id = e.file_id
                where exists (select 1 from classes_opening o where o.training_id = e.training_id
                              and o.outcome = 'granted')
                group by e.training_id, f.received_by_id, f.received_at loop
    perform money_is_set_aside(roster.training_id, roster.learners, roster.received_by_id,
                               roster.received_at);
  end loop;
  return null;
end $$;
create trigger sets_money_aside after insert on enrolment_enrolment
  referencing new table as fresh for each statement execute function roster_sets_money_aside();

create function opening_sets_money_aside() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare learners bigint[];
begin
  perform 1 from classes_trainingclass where id = new.training_id for no key update;
  select array_agg(e.id order by e.id) into learners from enrolment_enrolment e
    where e.training_id = new.training_id;
  if learners is not null then
    perform money_is_set_aside(new.training_id, learners, new.decided_by_id, new.at);
  end if;
  return null;
end $$;
create trigger sets_money_aside after insert on classes_opening for each row
  when (new.outcome = 'granted') execute function opening_sets_money_aside();
