-- 开班以后新参加社会保险的学员，一人一班算一次。
-- 单位：人次
-- 条件：area year class institution occupation level category day
select t.number as class, e.row as place, e.area, extract(year from t.ends_on)::int as year,
  s.day, t.institution_number as institution, t.occupation, t.level, e.category,
  e.person_id as person, e.shown_identity
from enrolment_enrolment e join classes_trainingclass t on t.id = e.training_id
join lateral (select min(x.from_on) as day from employment_spell x
  where x.person_id = e.person_id and x.from_on >= t.starts_on) s on s.day is not null
