-- As before, and of every record that is one person with somebody enrolled in one's areas.
drop policy of_what_is_seen on employment_spell;
create policy of_what_is_seen on employment_spell for select to jineng_app using (
  person_id in (select person_id from enrolment_enrolment)
  or person_id in (select s.person_id from people_same s join people_same o on o.one_id = s.one_id
                   join enrolment_enrolment e on e.person_id = o.person_id));
drop policy of_what_is_seen on employment_pension;
create policy of_what_is_seen on employment_pension for select to jineng_app using (
  person_id in (select person_id from enrolment_enrolment)
  or person_id in (select s.person_id from people_same s join people_same o on o.one_id = s.one_id
                   join enrolment_enrolment e on e.person_id = o.person_id));
