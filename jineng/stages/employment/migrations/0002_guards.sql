-- Registers cover the whole province; an office sees the rows of people enrolled in its areas.
call keep_trail_of('employment_spell');
call keep_trail_of('employment_pension');
call only_ever_added('employment_spell');
call only_ever_added('employment_pension');
call seen_with('employment_spell', 'person_id in (select person_id from enrolment_enrolment)');
call seen_with('employment_pension', 'person_id in (select person_id from enrolment_enrolment)');
grant select, insert on employment_spell, employment_pension to jineng_app;
