call keep_trail_of('enrolment_enrolment');
call only_ever_added('enrolment_enrolment');
call scoped_by_area('enrolment_enrolment');
alter table enrolment_enrolment add constraint enrolment_lies_in_the_area_of_its_class
  foreign key (training_id, area) references classes_trainingclass (id, area);
alter table enrolment_enrolment add constraint enrolment_knows_its_person_and_area
  unique (id, person_id, area);
alter table enrolment_enrolment add constraint enrolment_knows_its_area unique (id, area);
grant select, insert on enrolment_enrolment to jineng_app;
