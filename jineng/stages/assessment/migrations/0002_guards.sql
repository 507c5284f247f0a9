call keep_trail_of('assessment_sitting');
call only_ever_added('assessment_sitting');
call scoped_by_area('assessment_sitting');
alter table assessment_sitting add constraint sitting_lies_in_the_area_of_its_enrolment
  foreign key (enrolment_id, area) references enrolment_enrolment (id, area);
alter table assessment_sitting add constraint sitting_knows_its_enrolment
  unique (id, enrolment_id);
grant select, insert on assessment_sitting to jineng_app;
