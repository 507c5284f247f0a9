call keep_trail_of('classes_trainingclass');
call keep_trail_of('classes_opening');
call never_deleted('classes_trainingclass');
call only_ever_added('classes_opening');
call scoped_by_area('classes_trainingclass');
call scoped_by_area('classes_opening');
alter table classes_trainingclass add constraint class_knows_its_area unique (id, area);
alter table classes_opening add constraint opening_lies_in_the_area_of_its_class
  foreign key (training_id, area) references classes_trainingclass (id, area);
grant select, insert on classes_trainingclass, classes_opening to jineng_app;
grant update (state) on classes_trainingclass to jineng_app;
create trigger moves before insert or update on classes_trainingclass for each row
  execute function keep_moves('applied', 'applied>open', 'applied>refused');

-- A class is open or refused only with the answer of the rules beside it.
create function class_moves_with_its_opening() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  if new.state <> 'applied' and not exists (
      select 1 from classes_opening o where o.training_id = new.id
      and o.outcome = case new.state when 'open' then 'granted' else 'refused' end) then
    raise exception 'class %: there is no opening answer for state %', new.number, new.state
      using errcode = 'J0K01';
  end if;
  return null;
end $$;
create constraint trigger with_its_opening after update on classes_trainingclass
  deferrable initially deferred for each row execute function class_moves_with_its_opening();

-- Who applied for a class does not answer, with whatever account.
create function opening_is_answered_by_another() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  if exists (select 1 from classes_trainingclass t
             join offices_officer applied on applied.id = t.applied_by_id
             join offices_officer answers on answers.natural_person = applied.natural_person
             where t.id = new.training_id and answers.id = new.decided_by_id) then
    raise exception 'who applied for a class does not answer' using errcode = 'J0P01';
  end if;
  return new;
end $$;
create trigger answered_by_another before insert on classes_opening
  for each row execute function opening_is_answered_by_another();
