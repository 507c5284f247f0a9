-- 申请开班的班期。
-- 单位：个
-- 条件：area year class_state institution occupation level day
select t.number as class, t.area, extract(year from t.ends_on)::int as year,
  t.starts_on as day, t.ends_on, t.institution_number as institution, t.institution_name,
  t.occupation, t.level, t.state as class_state
from classes_trainingclass t
