call keep_trail_of('attendance_halfday');
call only_ever_added('attendance_halfday');
call scoped_by_area('attendance_halfday');
alter table attendance_halfday add constraint half_day_is_of_its_enrolments_person_and_area
  foreign key (enrolment_id, person_id, area)
  references enrolment_enrolment (id, person_id, area);
alter table attendance_halfday add constraint half_day_has_a_beginning_and_an_end
  check (not isempty(during) and not lower_inf(during) and not upper_inf(during));
alter table attendance_halfday add constraint half_day_lies_on_its_day
  check ((lower(during) at time zone 'Asia/Shanghai')::date = day
         and (upper(during) at time zone 'Asia/Shanghai')::date = day);
grant select, insert on attendance_halfday to jineng_app;
