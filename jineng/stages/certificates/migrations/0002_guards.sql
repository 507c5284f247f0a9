call keep_trail_of('certificates_certificate');
call only_ever_added('certificates_certificate');
call scoped_by_area('certificates_certificate');
alter table certificates_certificate add constraint certificate_lies_in_the_area_of_its_enrolment
  foreign key (enrolment_id, area) references enrolment_enrolment (id, area);
alter table certificates_certificate add constraint certificate_is_of_its_sittings_enrolment
  foreign key (sitting_id, enrolment_id) references assessment_sitting (id, enrolment_id);
grant select, insert on certificates_certificate to jineng_app;
