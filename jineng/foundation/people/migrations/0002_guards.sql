call keep_trail_of('people_person');
call only_ever_added('people_person');
grant select, insert on people_person to jineng_app;
