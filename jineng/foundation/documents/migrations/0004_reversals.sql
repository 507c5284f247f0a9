-- What gives a time back comes with the plan, as its caps do.
call keep_trail_of('documents_reversal');
call only_ever_added('documents_reversal');
grant select, insert on documents_reversal to jineng_app;
create trigger with_plan before insert on documents_reversal
  for each row execute function caps_come_with_their_plan();
