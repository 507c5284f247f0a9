-- 进了花名册的学员，一人一班算一次。
-- 单位：人次
-- 条件：area year class institution occupation level category day
select t.number as class, e.row as place, e.area, extract(year from t.ends_on)::int as year,
  t.starts_on as day, t.institution_number as institution, t.occupation, t.level, e.category,
  e.person_id as person, e.shown_identity
from enrolment_enrolment e join classes_trainingclass t on t.id = e.training_id
