call keep_trail_of('enrolment_upload');
call keep_trail_of('enrolment_rowerror');
call keep_trail_of('enrolment_enrolment');
call only_ever_added('enrolment_upload');
call only_ever_added('enrolment_rowerror');
call only_ever_added('enrolment_enrolment');
call scoped_by_area('enrolment_upload');
call scoped_by_area('enrolment_rowerror');
call scoped_by_area('enrolment_enrolment');
alter table enrolment_upload add constraint upload_knows_its_area unique (id, area);
alter table enrolment_upload add constraint upload_lies_in_the_area_of_its_class
  foreign key (training_id, area) references classes_trainingclass (id, area);
alter table enrolment_rowerror add constraint row_error_lies_in_the_area_of_its_upload
  foreign key (upload_id, area) references enrolment_upload (id, area);
alter table enrolment_enrolment add constraint enrolment_lies_in_the_area_of_its_class
  foreign key (training_id, area) references classes_trainingclass (id, area);
alter table enrolment_enrolment add constraint enrolment_knows_its_person_and_area
  unique (id, person_id, area);
alter table enrolment_enrolment add constraint enrolment_knows_its_area unique (id, area);
grant select, insert on enrolment_upload, enrolment_rowerror, enrolment_enrolment to jineng_app;
