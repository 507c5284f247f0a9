-- 参加评价的学员，一人一班算一次，考几次都一样。
-- 单位：人次
-- 条件：area year class institution occupation level passed day
select t.number as class, e.row as place, e.area, extract(year from t.ends_on)::int as year,
  s.day, t.institution_number as institution, t.occupation, t.level,
  case when s.passed then 'yes' else 'no' end as passed, e.person_id as person, e.shown_identity
from enrolment_enrolment e join classes_trainingclass t on t.id = e.training_id
join lateral (select min(x.assessed_on) as day, bool_or(x.passed) as passed
  from assessment_sitting x where x.enrolment_id = e.id) s on s.day is not null
