call keep_trail_of('documents_file');
call keep_trail_of('documents_intake');
call keep_trail_of('documents_rowerror');
call keep_trail_of('documents_pack');
call keep_trail_of('documents_plan');
call keep_trail_of('documents_plan_packs');
call keep_trail_of('documents_cap');
call only_ever_added('documents_file');
call only_ever_added('documents_intake');
call only_ever_added('documents_rowerror');
call scoped_by_area('documents_intake');
call scoped_by_area('documents_rowerror');
alter table documents_intake add constraint intake_knows_its_area unique (id, area);
alter table documents_rowerror add constraint row_error_lies_in_the_area_of_its_intake
  foreign key (intake_id, area) references documents_intake (id, area);
call only_ever_added('documents_pack');
call only_ever_added('documents_plan');
call only_ever_added('documents_plan_packs');
call only_ever_added('documents_cap');
grant select, insert on documents_file, documents_intake, documents_rowerror, documents_pack,
  documents_plan, documents_plan_packs, documents_cap to jineng_app;

create trigger two_people before insert on documents_pack
  for each row execute function keep_two_people('drafted_by_id', 'activated_by_id');
create trigger two_people before insert on documents_plan
  for each row execute function keep_two_people('drafted_by_id', 'activated_by_id');

-- The caps of a plan come with the plan: none can be added, and so none widened, afterwards.
create function plan_is_whole() returns trigger language plpgsql as $$
begin
  new.made_in := txid_current();
  return new;
end $$;
create trigger made_in before insert on documents_plan
  for each row execute function plan_is_whole();
create function caps_come_with_their_plan() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if not exists (select 1 from documents_plan p
                 where p.id = new.plan_id and p.made_in = txid_current()) then
    raise exception 'the caps of a plan stand as they were when it was put in force'
      using errcode = 'J0D01';
  end if;
  return new;
end $$;
create trigger with_plan before insert on documents_cap
  for each row execute function caps_come_with_their_plan();
create trigger with_plan before insert on documents_plan_packs
  for each row execute function caps_come_with_their_plan();
